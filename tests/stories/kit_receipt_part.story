# Two deliveries wait; a part of one has arrived, item by item, with a count; back in the middle.
journey: kit_receipt
language: fr
facts:
  caller: person
  lists:
    deliveries:
      d1: Pêche 03/11/2026
      d2: Couture 10/11/2026
    items:
      i1: {label: Pirogue, of: d1}
      i2: {label: Filets (2), of: d1}
      i3: {label: Machine à coudre, of: d2}
---
C'est pour quoi ?
1 Peche 03/11/2026
2 Couture 10/11/2026
> 1
Peche 03/11/2026
Tout est arrivé ?
1 Oui, tout
2 Une partie
3 Rien
0 Retour
> 2
Pirogue ?
1 Recu, bon état
2 Recu, abimé
3 En partie
4 Pas recu
0 Retour
> 2
Filets (2) ?
1 Recu, bon état
2 Recu, abimé
3 En partie
4 Pas recu
0 Retour
> 3
Filets (2) : combien recu ?
0 Retour
> 0
Filets (2) ?
1 Recu, bon état
2 Recu, abimé
3 En partie
4 Pas recu
0 Retour
> 3
Filets (2) : combien recu ?
0 Retour
> trois
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
> 2
Encore 4 questions courtes ?
1 Oui
2 Non, finir
0 Retour
> 2
= ConfirmKitReceipt(delivery=d1, overall=part, items={i1:damaged,i2:partly}, counts={i2:3}, asked_to_pay=no, collected_by=family)
Merci. L'équipe vérifie.
Demande 12 34 56
Réponse avant le 01/12/2026.
! END
