# A known person with something to confirm: the whole menu, then back out of it, then the kit.
journey: main_menu
language: fr
facts:
  caller: person
  people: 1
  registered: yes
  first_name: Aminata T.
  draft: ""
  answer_waiting: ""
  visit_to_confirm: ""
  deliveries_waiting: 1
  file_complete: no
---
Bonjour Aminata T.
1 Ce qui est arrivé
2 Dire un mot
3 Parler en confiance
4 Mon dossier
5 Santé, écoute
6 Finir le dossier
7 Inscrire un autre
# a key that is not there, an empty answer, then a right one
> 8
Tapez un numéro.
Bonjour Aminata T.
1 Ce qui est arrivé
2 Dire un mot
3 Parler en confiance
4 Mon dossier
5 Santé, écoute
6 Finir le dossier
7 Inscrire un autre
> 
Tapez une réponse.
1 Ce qui est arrivé
2 Dire un mot
3 Parler en confiance
4 Mon dossier
5 Santé, écoute
6 Finir le dossier
7 Inscrire un autre
> 1
! -> kit_receipt
