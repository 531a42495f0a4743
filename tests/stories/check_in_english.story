# In English, by numbers written as words, going back once.
journey: check_in
language: en
channel: sms
facts:
  caller: person
---
Retour: how is your business?
1 Running
2 Partly running
3 Stopped
4 Never started
> two
Why? Several: 1 3
1 No capital
2 Insecurity
3 Theft
4 Illness
5 Animals died
6 Flood
7 Season
8 Sold
9 More
0 Back
= AnswerCheckIn(status=partly)
> 0
Retour: how is your business?
1 Running
2 Partly running
3 Stopped
4 Never started
> 1. Running
Do you want to be called?
1 Yes
2 No
0 Back
= AnswerCheckIn(status=running)
> YES!
Thank you. We call you by 01/12/2026. Your number: 12 34 56
= AnswerCheckIn(status=running, wants_call=yes)
! END
