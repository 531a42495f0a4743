# Rather not say; before, back from the reason to the consent. In English.
journey: support
language: en
---
What would you like?
1 The health centre
2 Talk to someone
> 1
We will give your name and this number to this service, to nobody else. Do you agree?
1 Yes
2 No
0 Back
> 1
What for?
1 Illness
2 Pregnancy
3 A child
4 Injury
5 Rather not say
0 Back
> 0
We will give your name and this number to this service, to nobody else. Do you agree?
1 Yes
2 No
0 Back
> 1
What for?
1 Illness
2 Pregnancy
3 A child
4 Injury
5 Rather not say
0 Back
> 5
= RequestReferral(service=health_centre, consent_referral=yes, reason="")
Your number:
12 34 56
You are called by 01/12/2026. If it is urgent, go to the health centre.
! END
