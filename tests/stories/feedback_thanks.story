# Thanks: a number, and no promise of an answer. In English.
journey: feedback
language: en
---
You have?
1 A question
2 A request
3 A complaint
4 Thanks
5 Talk in confidence
> 4
Say it in a few words, or:
1 Be called back
0 Back
> The nets are good *** thank you
= OpenCase(type=thanks, words="The nets are good *** thank you")
Thank you. The team will read it.
Your number: 12 34 56
! END
