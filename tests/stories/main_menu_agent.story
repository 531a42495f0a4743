# A field agent, who is nobody's returnee: a visit to note; « my menu » is that of an unknown phone.
journey: main_menu
language: fr
facts:
  caller: agent
  people: 0
  registered: no
  agent_name: Ibrahima C.
  draft: ""
---
Agent : que faire ?
1 Noter une visite
2 Inscrire quelqu'un
3 Mon menu
4 Mes visites
5 Noter une livraison
> 3
Retour, la ligne du programme
1 Langue / Language
2 S'inscrire
3 J'ai une carte
4 Dire un mot
5 Parler en confiance
6 C'est quoi ?
0 Retour
> 0
Agent : que faire ?
1 Noter une visite
2 Inscrire quelqu'un
3 Mon menu
4 Mes visites
5 Noter une livraison
> 1
! -> follow_up_visit
