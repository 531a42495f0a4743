# Four nets were promised, and the agent noted four; three came. The team looks into it, with a number and a day.
journey: kit_receipt
language: fr
facts:
  caller: person
  lists:
    deliveries:
      d1: Pêche 03/11/2026
    items:
      i1: {label: Pirogue, of: d1}
      i2: {label: Filets (4), of: d1}
---
Peche 03/11/2026
Tout est arrivé ?
1 Oui, tout
2 Une partie
3 Rien
> 2
Pirogue ?
1 Recu, bon état
2 Recu, abimé
3 En partie
4 Pas recu
0 Retour
> 1
Filets (4) ?
1 Recu, bon état
2 Recu, abimé
3 En partie
4 Pas recu
0 Retour
> 3
Filets (4) : combien recu ?
0 Retour
> 3
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
= ConfirmKitReceipt(delivery=d1, overall=part, items={i1:received,i2:partly}, counts={i2:3}, asked_to_pay=no)
Merci. L'équipe vérifie.
Demande 12 34 56
Réponse avant le 01/12/2026.
! END
