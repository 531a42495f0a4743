# Nothing is due.
journey: my_visits
language: en
facts:
  caller: agent
---
Your PIN (4 digits)
? ok
> 2468
No visit to make.
! END
