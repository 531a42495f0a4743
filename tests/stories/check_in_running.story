# The business runs: three texts, answered in whatever way comes to mind.
journey: check_in
language: fr
channel: sms
facts:
  caller: person
---
Retour : comment va votre activité ?
1 Marche
2 Marche en partie
3 Arretée
4 Jamais commencée
> Marche.
Voulez-vous qu'on vous appelle ?
1 Oui
2 Non
0 Retour
= AnswerCheckIn(status=running, reasons=, wants_call=)
> non
Merci. C'est noté.
= AnswerCheckIn(status=running, reasons=, wants_call=no)
! END
