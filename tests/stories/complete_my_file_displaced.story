# Somebody still displaced has not come back: that is not asked. In English.
journey: complete_my_file
language: en
facts:
  caller: person
  registered: yes
  lists:
    business_types:
      fishing: Fishing
---
15 questions. You may hang up and go on another day. Who is the head of household?
1 Me
2 A woman
3 A man
> 2
Children aged 0 to 5 in your home? (0 if none)
> 1
Children aged 6 to 17? (0 if none)
> 1
Adults aged 18 to 59? (0 if none)
> 1
People aged 60 and over? (0 if none)
> 0
You are?
1 Returned
2 Displaced
3 Displaced, then returned
4 From here, never left
0 Back
> 2
When did you leave? E.g. 2012 or 03/2012
0 Back
> 2012
Where were you?
1 Elsewhere in the north
2 Bamako
3 Another southern town
4 Mauritania
5 Burkina Faso
6 Niger
7 Algeria
8 Another country
0 Back
> 1
In your home? Several: 1 3
1 Pregnant or nursing
2 Child heads household
3 Old, living alone
4 Long illness
5 Single parent
6 None of these
0 Back
> 6
Seeing, hearing, walking, remembering, washing, speaking: a lot of difficulty, or cannot?
1 Yes
2 No
3 Rather not say
0 Back
> 1
Which activity would you like?
1 Fishing
2 Other
0 Back
> 1
Name of who may come in your place?
1 Nobody
0 Back
> 1
Who answers this phone?
1 Me
2 Husband or wife
3 A child
4 A neighbour
5 Other
0 Back
> 5
May the team give your name to a service that can help you?
1 Yes
2 No
0 Back
> 1
= CompleteFile(head_sex=female, left=2012, stayed=north, returned="", status=idp, disability=yes, wish=fishing, collector="", answers_phone=other)
Thank you. Your file is complete.
! END
