# A phone of several people: first who calls, by first name and initial only; nothing else is said before.
journey: main_menu
language: fr
facts:
  caller: shared
  people: 2
  registered: no
  draft: yes
  draft_title: Votre message
  answer_waiting: ""
  deliveries_waiting: 0
  lists:
    people:
      p1: Aminata T.
      p2: Oumar T.
---
Qui appelle ?
1 Aminata T.
2 Oumar T.
3 Une autre personne
> 5
Tapez un numéro.
Qui appelle ?
1 Aminata T.
2 Oumar T.
3 Une autre personne
> 2
= IdentifyCaller(caller_person=p2)
! -> menu
