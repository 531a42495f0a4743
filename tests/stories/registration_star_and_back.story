# A typed star stays what was typed; back leads over the screens that were asked, then to the menu.
journey: registration
language: fr
facts:
  caller: unknown
  registered: no
---
C'est libre, confidentiel, sans effet sur l'aide. Seule l'équipe du programme voit vos réponses. D'accord ?
1 Oui, pour moi
2 Oui, pour un autre
3 Non
> 1
Prénom et nom ?
0 Retour
> A*minata *Traoré
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 0
Prénom et nom ?
0 Retour
> Aminata Traoré
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 0
Prénom et nom ?
0 Retour
> 0
C'est libre, confidentiel, sans effet sur l'aide. Seule l'équipe du programme voit vos réponses. D'accord ?
1 Oui, pour moi
2 Oui, pour un autre
3 Non
> 0
! -> menu
