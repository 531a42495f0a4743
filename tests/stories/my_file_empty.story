# Nothing there yet: no request, no kit, no visit.
journey: my_file
language: fr
facts:
  caller: person
  kit_status: ""
  next_visit: ""
  cases: 0
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
> 4
Pas de kit noté pour le moment.
1 Continuer
0 Retour
> 1
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
> 5
Pas de visite prévue pour le moment.
1 Continuer
0 Retour
> 1
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
> 3
Pas de demande en cours.
1 Mon dossier
2 Dire un mot
0 Retour
> 2
! -> feedback
