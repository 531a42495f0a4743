# « Some of it », and then none of any item: nothing is noted, the kit is still to be delivered.
journey: delivery
language: en
facts:
  caller: agent
  lists:
    planned_deliveries:
      d1: Livestock 24/11/2026
    planned_items:
      i1: {label: Goats (5), of: d1}
---
Your PIN (4 digits)
? wrong
> 1111
= PinFailed()
Wrong PIN. Your PIN (4 digits)
0 Back
? ok
> 4321
Code of the card (9 digits)
0 Back
? ok person=p1 person_name="Oumar M." place=ML050118
> 123456786
Oumar M.
Livestock 24/11/2026
Delivered?
1 Yes, all
2 Some of it
3 No
0 Back
> 2
Goats (5): how many delivered? (0 if none)
> 0
Nothing is noted: the kit is still to be delivered.
! END
