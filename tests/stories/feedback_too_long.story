# 161 letters are refused with a reason, nothing is cut; 160 are taken whole.
journey: feedback
language: fr
---
Vous avez ?
1 Une question
2 Une demande
3 Une plainte
4 Un merci
5 Parler en confiance
> 2
Dites-le en peu de mots, ou :
1 Etre rappelé(e)
0 Retour
> Bonjour, je demande une visite au village parce que la pompe du jardin est en panne depuis deux semaines et que les semences sont venues sans arrosoirs ni houes!
Trop long : 160 lettres au plus.
Dites-le en peu de mots, ou :
1 Etre rappelé(e)
0 Retour
> 
Tapez une réponse.
Dites-le en peu de mots, ou :
1 Etre rappelé(e)
0 Retour
> Bonjour, je demande une visite au village parce que la pompe du jardin est en panne depuis deux semaines et que les semences sont venues sans arrosoirs ni houes
= OpenCase(type=request, words="Bonjour, je demande une visite au village parce que la pompe du jardin est en panne depuis deux semaines et que les semences sont venues sans arrosoirs ni houes")
Merci. Votre numéro :
12 34 56
Réponse avant le 01/12/2026. Rappelez cette ligne pour l'entendre.
! END
