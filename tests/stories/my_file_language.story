# Another language: the menu begins again in it.
journey: my_file
language: fr
facts:
  caller: person
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
> 6
Langue / Language
1 Francais
2 English
0 Retour
> 3
Tapez un numéro.
Langue / Language
1 Francais
2 English
0 Retour
> 2
= ChooseLanguage(language=en)
! -> menu
