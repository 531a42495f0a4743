# Three wrong keys, and the person tries again after all.
journey: support
language: fr
---
Que voulez-vous ?
1 Le centre de santé
2 Parler à quelqu'un
> 7
Tapez un numéro.
Que voulez-vous ?
1 Le centre de santé
2 Parler à quelqu'un
> santé
Tapez un numéro.
Que voulez-vous ?
1 Le centre de santé
2 Parler à quelqu'un
> 
Tapez une réponse.
Besoin d'aide ?
1 Etre rappelé(e)
2 Réessayer
> 2
Que voulez-vous ?
1 Le centre de santé
2 Parler à quelqu'un
> 0
! -> menu
