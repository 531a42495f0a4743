# No consent: nothing is passed on.
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
> 2
D'accord. Rien n'est transmis. Merci.
! END
