# All has arrived, and the person has time for the rest.
journey: kit_receipt
language: en
facts:
  caller: person
  lists:
    deliveries:
      d1: Fishing 03/11/2026
---
Fishing 03/11/2026
Has all of it arrived?
1 Yes, all
2 Some of it
3 Nothing
> 1
Did anyone ask for something in return?
1 Yes
2 No
0 Back
> 2
Who came to collect it?
1 Me
2 Family
3 Somebody else
0 Back
> 2
4 more short questions?
1 Yes
2 No, finish
0 Back
> 1
How long did you wait?
1 Under 1 hour
2 1 to 3 hours
3 Half a day
4 Longer
0 Back
> 2
Did you know what you were entitled to?
1 Yes
2 No
0 Back
> 1
Did you know how to complain?
1 Yes
2 No
0 Back
> 2
Were you treated with respect?
1 Yes
2 No
0 Back
> 1
= ConfirmKitReceipt(delivery=d1, overall=all, asked_to_pay=no, collected_by=family, waited=to_3h, knew_rights=yes, knew_complaint=no, respect=yes)
Thank you. It is noted.
! END
