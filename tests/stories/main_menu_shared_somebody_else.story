# On the same phone somebody who is not on the list: treated as an unknown phone from then on.
journey: main_menu
language: fr
facts:
  caller: shared
  people: 2
  registered: no
  lists:
    people:
      p1: Aminata T.
      p2: Oumar T.
---
Qui appelle ?
1 Aminata T.
2 Oumar T.
3 Une autre personne
> 3
= IdentifyCaller(caller_person="")
! -> menu
