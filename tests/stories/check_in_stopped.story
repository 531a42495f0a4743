# « arrêtée » is an answer; reasons in words, or by their numbers; a call is wanted.
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
> ARRÊTÉE
Pourquoi ? Plusieurs : 1 3
1 Pas de capital
2 Insécurité
3 Vol
4 Maladie
5 Animaux morts
6 Inondation
7 Saison
8 Vendu
9 Suite
0 Retour
= AnswerCheckIn(status=stopped, reasons=, wants_call=)
> je ne sais pas
Tapez un numéro.
Pourquoi ? Plusieurs : 1 3
1 Pas de capital
2 Insécurité
3 Vol
4 Maladie
5 Animaux morts
6 Inondation
7 Saison
8 Vendu
9 Suite
0 Retour
> vol et maladie
Voulez-vous qu'on vous appelle ?
1 Oui
2 Non
0 Retour
= AnswerCheckIn(status=stopped, reasons=theft illness)
> d'accord
Merci. On vous appelle avant le 01/12/2026. Votre numéro : 12 34 56
= AnswerCheckIn(status=stopped, reasons=theft illness, wants_call=yes)
! END
