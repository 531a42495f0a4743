# The business stopped, for two reasons over two pages; goats alive, born and dead; a call is wanted.
journey: follow_up_visit
language: fr
facts:
  caller: agent
  next_visit: "2026-12-01"
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
> 3
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
# the fifth of the first page, then the second page
> 5 9
Pourquoi ? Plusieurs : 1 3
1 Déménagé
0 Retour
> 1
Y a-t-il un élevage de chèvres ?
1 Oui
2 Non
0 Retour
> 1
Chèvres vivantes ? (0 si aucune)
> 4
Chèvres nées ? (0 si aucune)
> 0
Chèvres mortes ? (0 si aucune)
> 1
Recettes du mois dernier, en FCFA ?
1 Rien
2 Moins de 10 000
3 10 000 à 25 000
4 25 000 à 50 000
5 50 000 à 100 000
6 Plus de 100 000
0 Retour
> 1
Qui décide de l'argent ?
1 L'homme
2 La femme
3 Les deux
0 Retour
> 2
Nouvelle dette ?
1 Oui
2 Non
0 Retour
> 1
Problèmes ? En peu de mots
1 Aucun
0 Retour
> Les chèvres sont malades
La personne veut ?
1 Une visite
2 Un appel
3 Visite et appel
4 Rien
0 Retour
> 2
= LogFollowUpVisit(person=p1, presence=code, business_status=stopped, reasons="animal_death moved", alive=4, born=0, died=1, takings=nothing, money_decision=woman, new_debt=yes, problems="Les chèvres sont malades", next_visit="", wants_call=yes)
Visite notée. Merci.
! END
