# A whole kit was delivered: PIN, card, and the one kit that is planned is taken without asking.
journey: delivery
language: fr
facts:
  caller: agent
  lists:
    planned_deliveries:
      d1: Pêche 24/11/2026
    planned_items:
      i1: {label: Pirogue, of: d1}
      i2: {label: Filets (4), of: d1}
---
Votre PIN (4 chiffres)
? ok
> 4321
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
Peche 24/11/2026
Livré ?
1 Oui, tout
2 Une partie
3 Non
0 Retour
> 1
Aminata T.
Peche 24/11/2026
Oui, tout. C'est juste ?
1 Oui
2 Corriger
0 Retour
> 1
= RecordDelivery(person=p1, delivery=d1, came=all, counts={})
Livraison notée. La personne peut dire ce qui est arrivé.
! END
