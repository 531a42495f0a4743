# Ten people on one phone: the list pages, the numbers begin again on each page, 0 goes back a page.
journey: main_menu
language: fr
facts:
  caller: shared
  people: 10
  registered: no
  lists:
    people:
      p1: Aminata T.
      p2: Oumar T.
      p3: Fatoumata T.
      p4: Mariam T.
      p5: Abdoulaye T.
      p6: Hawa T.
      p7: Moussa T.
      p8: Kadidia T.
      p9: Boubacar T.
      p10: Assitan T.
---
Qui appelle ?
1 Aminata T.
2 Oumar T.
3 Fatoumata T.
4 Mariam T.
5 Abdoulaye T.
6 Hawa T.
7 Moussa T.
8 Kadidia T.
9 Suite
> 9
Qui appelle ?
1 Boubacar T.
2 Assitan T.
3 Une autre personne
0 Retour
> 0
Qui appelle ?
1 Aminata T.
2 Oumar T.
3 Fatoumata T.
4 Mariam T.
5 Abdoulaye T.
6 Hawa T.
7 Moussa T.
8 Kadidia T.
9 Suite
> 9
Qui appelle ?
1 Boubacar T.
2 Assitan T.
3 Une autre personne
0 Retour
> 1
= IdentifyCaller(caller_person=p9)
! -> menu
