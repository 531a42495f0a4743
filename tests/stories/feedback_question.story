# A question in a few words.
journey: feedback
language: fr
---
Vous avez ?
1 Une question
2 Une demande
3 Une plainte
4 Un merci
5 Parler en confiance
> 1
Dites-le en peu de mots, ou :
1 Etre rappelé(e)
0 Retour
> Quand vient l'agent à Konna ?
= OpenCase(type=question, words="Quand vient l'agent à Konna ?", topic="")
Merci. Votre numéro :
12 34 56
Réponse avant le 01/12/2026. Rappelez cette ligne pour l'entendre.
! END
