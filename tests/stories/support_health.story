# The health centre, with a consent of its own and a reason.
journey: support
language: fr
---
Que voulez-vous ?
1 Le centre de santé
2 Parler à quelqu'un
> 1
Nous donnerons votre nom et ce numéro à ce service, à personne d'autre. D'accord ?
1 Oui
2 Non
0 Retour
> 1
Pour quoi ?
1 Maladie
2 Grossesse
3 Enfant
4 Blessure
5 Ne pas dire
0 Retour
> 3
= RequestReferral(service=health_centre, consent_referral=yes, reason=child)
Votre numéro :
12 34 56
On vous appelle avant le 01/12/2026. Si c'est urgent, allez au centre de santé.
! END
