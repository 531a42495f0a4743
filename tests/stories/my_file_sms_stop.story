# No more SMS.
journey: my_file
language: fr
facts:
  caller: person
  sms: "on"
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
> 7
Ne plus recevoir de SMS de cette ligne ?
1 Oui
2 Non
0 Retour
> 2
Mon dossier
1 Ma carte
2 Mon village
3 Mes demandes
4 Mon kit
5 Ma prochaine visite
6 Langue / Language
7 SMS
8 Retirer mes données
0 Retour
> 7
Ne plus recevoir de SMS de cette ligne ?
1 Oui
2 Non
0 Retour
> 1
= StopMessages()
C'est fait : plus de SMS. Cette ligne reste ouverte.
! END
