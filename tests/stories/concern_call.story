# Nothing is told on the phone: a call on a safe number.
journey: concern
language: en
---
This stays between you and a trusted person. Say it in a few words, or:
1 Be called back
> 1
Who is it about?
1 Somebody of the aid
2 A local leader
3 Somebody else
4 Rather not say
0 Back
> 4
Where?
1 Gao
2 Mopti
3 Tombouctou
4 Rather not say
0 Back
> 4
To call you safely: a number, or:
1 On this number
2 Do not call me
0 Back
> 50001234
= OpenSensitiveCase(words="Veut être rappelé(e).", who="", place="", contact=+22350001234)
Thank you. Goodbye.
! END
