# Two kits are planned; of the one that came three nets are there and no canoe. What was typed wrong is corrected.
journey: delivery
language: fr
facts:
  caller: agent
  lists:
    planned_deliveries:
      d1: Pêche 24/11/2026
      d2: Couture 30/11/2026
    planned_items:
      i1: {label: Pirogue, of: d1}
      i2: {label: Filets (4), of: d1}
      i3: {label: Machine à coudre, of: d2}
---
Votre PIN (4 chiffres)
? ok
> 4321
Code de la carte (9 chiffres)
0 Retour
? ok person=p1 person_name="Aminata T." place=ML050605
> 123456786
Aminata T.
Quel kit ?
1 Peche 24/11/2026
2 Couture 30/11/2026
0 Retour
> 1
Aminata T.
Peche 24/11/2026
Livré ?
1 Oui, tout
2 Une partie
3 Non
0 Retour
> 2
Pirogue : combien livrés ? (0 si aucun)
> 0
Filets (4) : combien livrés ? (0 si aucun)
> 4
Aminata T.
Peche 24/11/2026
Une partie. C'est juste ?
1 Oui
2 Corriger
0 Retour
> 2
Aminata T.
Peche 24/11/2026
Livré ?
1 Oui, tout
2 Une partie
3 Non
0 Retour
> 2
Pirogue : combien livrés ? (0 si aucun)
> 0
Filets (4) : combien livrés ? (0 si aucun)
> 3
Aminata T.
Peche 24/11/2026
Une partie. C'est juste ?
1 Oui
2 Corriger
0 Retour
> 1
= RecordDelivery(person=p1, delivery=d1, came=part, counts={i1:0,i2:3})
Livraison notée. La personne peut dire ce qui est arrivé.
! END
