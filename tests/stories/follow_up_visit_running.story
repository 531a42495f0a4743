# A visit with the card: the business runs, no goats; a next visit is wanted.
journey: follow_up_visit
language: fr
facts:
  caller: agent
  lists:
    returnee_items:
      i1: Pirogue
      i2: Filets (2)
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
? ok person=p1 person_name="Aminata T." place=ML050605
> 123456786
Aminata T.
L'activité ?
1 Marche
2 Marche en partie
3 Arretée
4 Jamais commencée
0 Retour
> 1
Pirogue ?
1 Utilisé
2 Cassé
3 Perdu
4 Volé
5 Vendu
6 Donné
0 Retour
> 1
Filets (2) ?
1 Utilisé
2 Cassé
3 Perdu
4 Volé
5 Vendu
6 Donné
0 Retour
> 2
Y a-t-il un élevage de chèvres ?
1 Oui
2 Non
0 Retour
> 2
Recettes du mois dernier, en FCFA ?
1 Rien
2 Moins de 10 000
3 10 000 à 25 000
4 25 000 à 50 000
5 50 000 à 100 000
6 Plus de 100 000
0 Retour
> 4
Qui décide de l'argent ?
1 L'homme
2 La femme
3 Les deux
0 Retour
> 3
Nouvelle dette ?
1 Oui
2 Non
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
> 1
Prochaine visite ? Jour/mois/année
0 Retour
> 15/01/2027
= LogFollowUpVisit(person=p1, presence=code, business_status=running, reasons="", items={i1:used,i2:broken}, takings=under_50000, money_decision=both, new_debt=no, problems="", next_visit=2027-01-15, wants_call=no)
Visite notée. Prochaine : 15/01/2027. Merci.
! END
