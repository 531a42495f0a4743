# Nothing waits, the file is complete: five lines; « register another » is the last one.
journey: main_menu
language: fr
facts:
  caller: person
  people: 1
  registered: yes
  first_name: Aminata T.
  deliveries_waiting: 0
  file_complete: yes
---
Bonjour Aminata T.
1 Dire un mot
2 Parler en confiance
3 Mon dossier
4 Santé, écoute
5 Inscrire un autre
> 5
! -> registration
