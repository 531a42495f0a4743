# The menu of a known person in English.
journey: main_menu
language: en
facts:
  caller: person
  people: 1
  registered: yes
  first_name: Aminata T.
  deliveries_waiting: 2
  file_complete: no
---
Hello Aminata T.
1 What has arrived
2 Say a word
3 Talk in confidence
4 My file
5 Health, listening
6 Finish the file
7 Register another
> 00
! -> menu
