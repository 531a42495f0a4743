# Who has enough of it leaves with 00: what was said is said.
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
> en partie
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
= AnswerCheckIn(status=partly)
> 00
! -> menu
