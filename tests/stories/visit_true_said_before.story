# Whoever has said it in a call is thanked, and nothing is said twice.
journey: visit_true
language: en
channel: sms
facts:
  caller: person
  visit_to_confirm: ""
---
Is it true?
1 Yes
2 No
> YES
Thank you. It is noted.
! END
