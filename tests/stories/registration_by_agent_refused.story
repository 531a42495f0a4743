# The person says no to the agent: nothing is kept. In English.
journey: registration
language: en
facts:
  caller: agent
  registered: no
---
Read out: it is free, confidential, with no effect on aid. Only the programme's team sees the answers. Does the person agree?
1 Yes
2 No
> 2
All right. Nothing is kept. It changes nothing to your aid. Thank you.
! END
