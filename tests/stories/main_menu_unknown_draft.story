# A registration that broke off on an unknown phone is offered first.
journey: main_menu
language: fr
facts:
  caller: unknown
  people: 0
  registered: no
  draft: yes
  draft_title: Inscription
---
Vous étiez dans : Inscription
1 Continuer
2 Recommencer
3 Autre chose
> 1
! -> draft
