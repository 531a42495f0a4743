# An agent works in some villages: a card of another agent's village is said to be one, and names nobody.
journey: follow_up_visit
language: fr
facts:
  caller: agent
---
Votre PIN (4 chiffres)
? ok
> 4321
La personne est là, avec sa carte ?
1 Oui
2 Non
0 Retour
> 1
Code de la carte (9 chiffres)
0 Retour
? elsewhere
> 123456786
Carte d'un autre secteur. Code de la carte (9 chiffres)
0 Retour
? unknown
> 123456786
Carte inconnue. Code de la carte (9 chiffres)
0 Retour
? ok person=p1 person_name="Aminata T." place=ML050605
> 123456786
Aminata T.
L'activité ?
1 Marche
2 Marche en partie
3 Arretée
4 Jamais commencée
0 Retour
> 00
! -> menu
