# A complaint of somebody who does not write: a call-back; before, a wrong key and back.
journey: feedback
language: fr
---
Vous avez ?
1 Une question
2 Une demande
3 Une plainte
4 Un merci
5 Parler en confiance
> 6
Tapez un numéro.
Vous avez ?
1 Une question
2 Une demande
3 Une plainte
4 Un merci
5 Parler en confiance
> 3
Dites-le en peu de mots, ou :
1 Etre rappelé(e)
0 Retour
> 0
Vous avez ?
1 Une question
2 Une demande
3 Une plainte
4 Un merci
5 Parler en confiance
> 3
Dites-le en peu de mots, ou :
1 Etre rappelé(e)
0 Retour
> 1
= OpenCase(type=complaint, words="Veut être rappelé(e).")
Merci. Votre numéro :
12 34 56
Réponse avant le 01/12/2026. Rappelez cette ligne pour l'entendre.
! END
