# An answer that was heard can be heard again, as often as it takes.
journey: my_file
language: fr
facts:
  caller: person
  cases: 1
  answers_heard: 2
  lists:
    my_cases:
      c1: 12 34 56 reçue 03/11/2026
    heard_answers:
      a1: "65 43 21 : Le moulin vient avec la prochaine commission."
      a2: "11 22 33 : Votre carte est au centre."
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
> 3
Vos demandes
1 12 34 56 recue 03/11/2026
2 Réécouter une réponse
0 Retour
> 2
65 43 21 : Le moulin vient avec la prochaine commission.
1 Continuer
0 Retour
> 1
11 22 33 : Votre carte est au centre.
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
