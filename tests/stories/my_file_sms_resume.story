# SMS again, in English.
journey: my_file
language: en
facts:
  caller: person
  sms: "off"
---
My file
1 My card
2 My village
3 My requests
4 My kit
5 My next visit
6 Language / Langue
7 SMS
8 Withdraw my data
> 7
Get SMS from this line again?
1 Yes
2 No
0 Back
> 1
= ResumeMessages()
Done: you will get our SMS.
! END
