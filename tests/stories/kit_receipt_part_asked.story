# A part has come, and money was asked: a case, although a part is there. The kit has no list of things.
journey: kit_receipt
language: en
facts:
  caller: person
  lists:
    deliveries:
      d1: Sewing 03/11/2026
---
Sewing 03/11/2026
Has all of it arrived?
1 Yes, all
2 Some of it
3 Nothing
> 2
Did anyone ask for something in return?
1 Yes
2 No
0 Back
> 1
What?
1 Money
2 A favour
3 Something else
0 Back
> 3
Who came to collect it?
1 Me
2 Family
3 Somebody else
0 Back
> 3
4 more short questions?
1 Yes
2 No, finish
0 Back
> 2
= ConfirmKitReceipt(overall=part, items={}, asked_to_pay=other, collected_by=other)
Thank you. The team checks.
Request 12 34 56
Answer by 01/12/2026.
! END
