# The village is corrected, by its first letters with a mistake in them.
journey: my_file
language: fr
facts:
  caller: person
  village: "Ségué, Bankass"
---
Mon dossier
1 Ma carte
2 Mon village
3 Mes demandes
4 Mon kit
5 Ma prochaine visite
6 Langue / Language
7 SMS
8 Retirer mes données
> 2
Votre village : Ségué, Bankass
Juste ?
1 Oui
2 Non
0 Retour
> 2
Votre village ? Un numéro, ou les premières lettres
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> xx
Lieu pas trouvé.
Votre village ? Un numéro, ou les premières lettres
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> Segue
Votre village ? Un numéro, ou les premières lettres
1 Ségué, Bankass
2 Ségué Iré, Bandiagara
0 Retour
> 2
= CorrectVillage(place=ML050118)
C'est corrigé : Ségué Iré, Bandiagara. Merci.
! END
