# Wrong turns: reasons, and never an offer of help, which would leave a trace; back works; nobody is to call.
journey: concern
language: fr
---
Ceci reste entre vous et une personne de confiance. Dites-le en peu de mots, ou :
1 Etre rappelé(e)
> 
Tapez une réponse.
Ceci reste entre vous et une personne de confiance. Dites-le en peu de mots, ou :
1 Etre rappelé(e)
> Je veux parler
Cela vient de qui ?
1 Quelqu'un de l'aide
2 Un responsable d'ici
3 Une autre personne
4 Ne pas dire
0 Retour
> 7
Tapez un numéro.
Cela vient de qui ?
1 Quelqu'un de l'aide
2 Un responsable d'ici
3 Une autre personne
4 Ne pas dire
0 Retour
> 8
Tapez un numéro.
Cela vient de qui ?
1 Quelqu'un de l'aide
2 Un responsable d'ici
3 Une autre personne
4 Ne pas dire
0 Retour
> 9
Tapez un numéro.
Cela vient de qui ?
1 Quelqu'un de l'aide
2 Un responsable d'ici
3 Une autre personne
4 Ne pas dire
0 Retour
> oui
Tapez un numéro.
Cela vient de qui ?
1 Quelqu'un de l'aide
2 Un responsable d'ici
3 Une autre personne
4 Ne pas dire
0 Retour
> 3
C'est où ?
1 Gao
2 Mopti
3 Tombouctou
4 Ne pas dire
0 Retour
# by list: region, cercle; back; « rather not say » is always the last line
> 2
C'est où ?
1 Bandiagara
2 Bankass
3 Djenné
4 Douentza
5 Koro
6 Mopti
7 Ténenkou
8 Youwarou
9 Suite
0 Retour
> 0
C'est où ?
1 Gao
2 Mopti
3 Tombouctou
4 Ne pas dire
0 Retour
> 4
Vous appeler sans risque : un numéro, ou :
1 Sur ce numéro
2 Ne pas m'appeler
0 Retour
> 123
Ce n'est pas un numéro de téléphone.
Vous appeler sans risque : un numéro, ou :
1 Sur ce numéro
2 Ne pas m'appeler
0 Retour
> 2
= OpenSensitiveCase(words="Je veux parler", who=other, place="", contact=none)
Merci. Au revoir.
! END
