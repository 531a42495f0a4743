# A draft waits, and the person wants something else: the menu can be reached, and the key back returns.
journey: main_menu
language: fr
facts:
  caller: person
  people: 1
  registered: yes
  first_name: Aminata T.
  draft: yes
  draft_title: Votre dossier
  deliveries_waiting: 0
  file_complete: no
---
Vous étiez dans : Votre dossier
1 Continuer
2 Recommencer
3 Autre chose
> 3
Bonjour Aminata T.
1 Dire un mot
2 Parler en confiance
3 Mon dossier
4 Santé, écoute
5 Finir le dossier
6 Inscrire un autre
0 Retour
> 0
Vous étiez dans : Votre dossier
1 Continuer
2 Recommencer
3 Autre chose
> 3
Bonjour Aminata T.
1 Dire un mot
2 Parler en confiance
3 Mon dossier
4 Santé, écoute
5 Finir le dossier
6 Inscrire un autre
0 Retour
> 3
! -> my_file
