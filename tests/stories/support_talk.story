# Somebody to talk to: no reason is asked.
journey: support
language: fr
---
Que voulez-vous ?
1 Le centre de santé
2 Parler à quelqu'un
> 3
Tapez un numéro.
Que voulez-vous ?
1 Le centre de santé
2 Parler à quelqu'un
> 2
Nous donnerons votre nom et ce numéro à ce service, à personne d'autre. D'accord ?
1 Oui
2 Non
0 Retour
> 1
= RequestReferral(service=counselling, consent_referral=yes, reason="")
Votre numéro :
12 34 56
Quelqu'un vous appelle avant le 01/12/2026.
! END
