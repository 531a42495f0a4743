# Nothing has arrived: a case opens by itself, with a reference and a date; who collected is not asked.
journey: kit_receipt
language: fr
facts:
  caller: person
  lists:
    deliveries:
      d1: Pêche 03/11/2026
---
Peche 03/11/2026
Tout est arrivé ?
1 Oui, tout
2 Une partie
3 Rien
> 3
A-t-on demandé quelque chose en échange ?
1 Oui
2 Non
0 Retour
> 2
Encore 4 questions courtes ?
1 Oui
2 Non, finir
0 Retour
> 1
Saviez-vous à quoi vous aviez droit ?
1 Oui
2 Non
0 Retour
> 2
Saviez-vous comment vous plaindre ?
1 Oui
2 Non
0 Retour
> 2
Vous a-t-on traité(e) avec respect ?
1 Oui
2 Non
0 Retour
> 2
= ConfirmKitReceipt(delivery=d1, overall=none, asked_to_pay=no, collected_by="", waited="", knew_rights=no, knew_complaint=no, respect=no)
Merci. L'équipe vérifie.
Demande 12 34 56
Réponse avant le 01/12/2026.
! END
