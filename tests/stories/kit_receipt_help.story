# Three wrong keys: a call-back.
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
> 4
Tapez un numéro.
Peche 03/11/2026
Tout est arrivé ?
1 Oui, tout
2 Une partie
3 Rien
> oui
Tapez un numéro.
Peche 03/11/2026
Tout est arrivé ?
1 Oui, tout
2 Une partie
3 Rien
> 12
Tapez un numéro.
Besoin d'aide ?
1 Etre rappelé(e)
2 Réessayer
> 1
= RequestCallBack(about=kit_receipt)
On vous rappelle avant le 01/12/2026. Votre numéro : 12 34 56
Vos réponses sont gardées.
! END
