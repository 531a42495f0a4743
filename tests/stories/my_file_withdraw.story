# Withdraw: asked twice; a no at the second leads back and does nothing.
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
> 8
Votre dossier sera effacé et votre carte ne marchera plus. Ce que vous avez reste à vous. Continuer ?
1 Oui
2 Non
0 Retour
> 1
Effacer votre dossier : vous etes sur(e) ?
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
> 8
Votre dossier sera effacé et votre carte ne marchera plus. Ce que vous avez reste à vous. Continuer ?
1 Oui
2 Non
0 Retour
> 1
Effacer votre dossier : vous etes sur(e) ?
1 Oui
2 Non
0 Retour
> 1
= WithdrawMyData()
C'est demandé. Votre numéro :
12 34 56
Fait avant le 01/12/2026.
! END
