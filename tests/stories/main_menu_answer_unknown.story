# A phone on which nobody is registered asked something; the answer waits there too, as the end of the call had promised.
journey: main_menu
language: fr
facts:
  caller: unknown
  people: 0
  registered: no
  answer_waiting: yes
  answer_reference: 12 34 56
  answer_case: c1
  answer_text: "Pour ceux qui rentrent. L'agent vous inscrit au marché."
---
Réponse 12 34 56 :
Pour ceux qui rentrent. L'agent vous inscrit au marché.
Etes-vous satisfait(e) ?
1 Oui
2 Non
> 1
= AnswerHeard(answer_case=c1, satisfied=yes)
Retour, la ligne du programme
1 Langue / Language
2 S'inscrire
3 J'ai une carte
4 Dire un mot
5 Parler en confiance
6 C'est quoi ?
0 Retour
