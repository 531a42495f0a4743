# An answer waits: it is said in full, over two pages, before anything else; it does not satisfy, and the
# case is open again. Then the visit to confirm, then the journey that broke off.
journey: main_menu
language: fr
facts:
  caller: person
  people: 1
  registered: yes
  first_name: Aminata T.
  answer_waiting: yes
  answer_reference: 12 34 56
  answer_case: c1
  answer_text: "Les filets qui manquent arrivent au village avec l'agent Ibrahima. Gardez votre carte avec vous. Si rien n'est venu, rappelez cette ligne et dites-le."
  visit_to_confirm: v1
  visit_date: "2026-11-20"
  draft: yes
  draft_title: Votre message
  deliveries_waiting: 0
  file_complete: yes
---
Réponse 12 34 56 :
Les filets qui manquent arrivent au village avec l'agent Ibrahima. Gardez votre carte avec vous. Si rien n'est venu, rappelez cette
9 Suite
# the first page offers nothing but the next one
> 9
ligne et dites-le.
Etes-vous satisfait(e) ?
1 Oui
2 Non
0 Retour
> 2
= AnswerHeard(answer_case=c1, satisfied=no)
Votre demande est rouverte. L'équipe la reprend.
1 Continuer
0 Retour
> 1
Un agent dit vous avoir rendu visite le 20/11/2026. C'est vrai ?
1 Oui
2 Non
0 Retour
> 1
= ConfirmVisit(visit_to_confirm=v1, visit_true=yes)
Vous étiez dans : Votre message
1 Continuer
2 Recommencer
3 Autre chose
0 Retour
> 1
! -> draft
