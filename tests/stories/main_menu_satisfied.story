# The answer will do; the visit did not take place; the draft is begun again.
journey: main_menu
language: en
facts:
  caller: person
  people: 1
  registered: yes
  first_name: Aminata T.
  answer_waiting: yes
  answer_reference: 12 34 56
  answer_case: c1
  answer_text: The agent brings the nets on Monday.
  visit_to_confirm: v1
  visit_date: "2026-11-20"
  draft: yes
  draft_title: Registration
  deliveries_waiting: 0
  file_complete: yes
---
Answer 12 34 56:
The agent brings the nets on Monday.
Are you satisfied?
1 Yes
2 No
> 1
= AnswerHeard(answer_case=c1, satisfied=yes)
An agent says they visited you on 20/11/2026. Is that true?
1 Yes
2 No
0 Back
> 2
= ConfirmVisit(visit_to_confirm=v1, visit_true=no)
You were in: Registration
1 Continue
2 Start again
3 Something else
0 Back
> 2
! -> fresh
