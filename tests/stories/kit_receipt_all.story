# All has arrived: one delivery is taken without asking, and four answers are enough.
journey: kit_receipt
language: fr
facts:
  caller: person
  lists:
    deliveries:
      d1: Pêche 03/11/2026
    items:
      i1: {label: Pirogue, of: d1}
      i2: {label: Filets (2), of: d1}
---
Peche 03/11/2026
Tout est arrivé ?
1 Oui, tout
2 Une partie
3 Rien
> 1
A-t-on demandé quelque chose en échange ?
1 Oui
2 Non
0 Retour
> 2
Qui est venu le chercher ?
1 Moi
2 Famille
3 Une autre personne
0 Retour
> 1
Encore 4 questions courtes ?
1 Oui
2 Non, finir
0 Retour
> 2
= ConfirmKitReceipt(delivery=d1, overall=all, asked_to_pay=no, collected_by=self, items={}, counts={}, waited="", respect="")
Merci. C'est noté.
! END
