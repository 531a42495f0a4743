# A woman registers herself: eight answers.
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
> Aminata Traoré
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 1
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 1980
Combien de personnes dans le ménage ?
0 Retour
> 7
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> Konna
Aminata Traoré
Femme, chef de ménage, 1980
7 pers., Konna, Mopti
Juste ?
1 Oui
2 Non
0 Retour
> 1
= RegisterReturnee(consent=yes, behalf=self, name="Aminata Traoré", role=woman_head, birth_year=1980, household_size=7, place=ML050605, guardian="", phone="")
Inscription faite. Code de carte :
123 456 789
Notez-le bien. Ne le donnez qu'à l'équipe.
! END
