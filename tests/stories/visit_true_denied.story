# A text has asked whether an agent came; the answer is a word.
journey: visit_true
language: fr
channel: sms
facts:
  caller: person
  visit_to_confirm: v1
---
C'est vrai ?
1 Oui
2 Non
> non
= ConfirmVisit(visit_to_confirm=v1, visit_true=no)
Merci. C'est noté.
! END
