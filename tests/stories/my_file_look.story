# To look: card, village, requests, kit, visit, and back to the list each time.
journey: my_file
language: fr
facts:
  caller: person
  card_code: 123 456 789
  village: "Konna, Mopti"
  kit_status: "Pêche : remis le 03/11/2026, à confirmer"
  next_visit: "2026-12-15"
  deliveries_waiting: 1
  cases: 1
  sms: "on"
  lists:
    my_cases:
      c1: 12 34 56 reçue 03/11/2026
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
> 1
Votre carte :
123 456 789
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
> 2
Votre village : Konna, Mopti
Juste ?
1 Oui
2 Non
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
Vos demandes
1 12 34 56 recue 03/11/2026
0 Retour
> 1
12 34 56 recue 03/11/2026
Dès qu'une réponse est là, cette ligne vous la dit en premier.
1 Mon dossier
2 Dire un mot
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
Prochaine visite : 15/12/2026
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
> 4
Peche : remis le 03/11/2026, à confirmer
1 Mon dossier
2 Ce qui est arrivé
0 Retour
> 2
! -> kit_receipt
