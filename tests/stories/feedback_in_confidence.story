# The neutral way in: another journey begins, and nothing is raised here.
journey: feedback
language: fr
---
Vous avez ?
1 Une question
2 Une demande
3 Une plainte
4 Un merci
5 Parler en confiance
> 5
! -> concern
