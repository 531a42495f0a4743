# All has arrived, and money was asked for it: a case.
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
> 1
A-t-on demandé quelque chose en échange ?
1 Oui
2 Non
0 Retour
> 1
Quoi ?
1 De l'argent
2 Un service
3 Autre chose
0 Retour
> 1
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
= ConfirmKitReceipt(overall=all, asked_to_pay=money, collected_by=self)
Merci. L'équipe vérifie.
Demande 12 34 56
Réponse avant le 01/12/2026.
! END
