# The menu begins again for the person who was chosen on a shared phone: what waits for them comes now.
journey: main_menu
language: fr
facts:
  caller: person
  people: 2
  registered: yes
  first_name: Oumar T.
  answer_waiting: yes
  answer_reference: 12 34 56
  answer_case: c1
  answer_text: La visite est prévue lundi.
  deliveries_waiting: 0
  file_complete: yes
---
Réponse 12 34 56 :
La visite est prévue lundi.
Etes-vous satisfait(e) ?
1 Oui
2 Non
> 3
Tapez un numéro.
Réponse 12 34 56 :
La visite est prévue lundi.
Etes-vous satisfait(e) ?
1 Oui
2 Non
> 1
= AnswerHeard(answer_case=c1, satisfied=yes)
Bonjour Oumar T.
1 Dire un mot
2 Parler en confiance
3 Mon dossier
4 Santé, écoute
5 Inscrire un autre
0 Retour
> 2
! -> concern
