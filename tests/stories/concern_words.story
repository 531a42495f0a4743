# Told in words, with who, where and how to call; the end says nothing.
journey: concern
language: fr
---
Ceci reste entre vous et une personne de confiance. Dites-le en peu de mots, ou :
1 Etre rappelé(e)
> On m'a demandé de l'argent pour la liste
Cela vient de qui ?
1 Quelqu'un de l'aide
2 Un responsable d'ici
3 Une autre personne
4 Ne pas dire
0 Retour
> 1
C'est où ?
1 Gao
2 Mopti
3 Tombouctou
4 Ne pas dire
0 Retour
> Konna
Vous appeler sans risque : un numéro, ou :
1 Sur ce numéro
2 Ne pas m'appeler
0 Retour
> 1
= OpenSensitiveCase(words="On m'a demandé de l'argent pour la liste", who=staff, place=ML050605, contact=this)
Merci. Au revoir.
! END
