# Nobody there: the card's code is that of the agent's list, and the visit is marked absent.
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
> 2
Code de la carte (9 chiffres)
0 Retour
? unknown
> 500000010
Carte inconnue. Code de la carte (9 chiffres)
0 Retour
> 50000001
Il faut 9 chiffres.
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
> 2
Pourquoi ? Plusieurs : 1 3
1 Pas de capital
2 Insécurité
3 Vol
4 Maladie
5 Animaux morts
6 Inondation
7 Saison
8 Vendu
9 Suite
0 Retour
> 2
Problèmes ? En peu de mots
1 Aucun
0 Retour
> 1
La personne veut ?
1 Une visite
2 Un appel
3 Visite et appel
4 Rien
0 Retour
> 3
Prochaine visite ? Jour/mois/année
0 Retour
> 10/10/2020
Cette date est passée.
Prochaine visite ? Jour/mois/année
0 Retour
> 2027
Jour, mois et année, d'ici un an.
Prochaine visite ? Jour/mois/année
0 Retour
> 15/01/2027
= LogFollowUpVisit(person=p1, presence=absent, business_status=partly, reasons=insecurity, items={}, takings="", problems="", next_visit=2027-01-15, wants_call=yes)
Visite notée. Prochaine : 15/01/2027. Merci.
! END
