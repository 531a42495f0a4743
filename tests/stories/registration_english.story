# In English, on behalf of a relative who has no phone of their own.
journey: registration
language: en
facts:
  caller: unknown
  registered: no
---
It is free, confidential, with no effect on aid. Only the programme's team sees your answers. Do you agree?
1 Yes, for me
2 Yes, for another
3 No
> 2
First and last name?
0 Back
> Kadidia Touré
Woman or man?
1 Woman, heads household
2 Man, heads household
3 Woman
4 Man
0 Back
> 1
Born around which year? E.g. 1980
0 Back
> 1968
How many people in the household?
0 Back
> 12
Place of return? A number, or the first letters of the village
1 Gao
2 Mopti
3 Tombouctou
0 Back
> Sony Aliber
Kadidia Touré
Woman, heads household, 1968
12 people, Sony Aliber, Gao
Right?
1 Yes
2 No
0 Back
> 1
= RegisterReturnee(behalf=relative, name="Kadidia Touré", role=woman_head, birth_year=1968, household_size=12, place=ML070306)
Registered. Card code:
123 456 789
Write it down. Give it only to the team.
! END
