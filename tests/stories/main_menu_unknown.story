# An unknown phone: what the line is, then the language.
journey: main_menu
language: fr
facts:
  caller: unknown
  people: 0
  registered: no
---
Retour, la ligne du programme
1 Langue / Language
2 S'inscrire
3 J'ai une carte
4 Dire un mot
5 Parler en confiance
6 C'est quoi ?
> 6
Une ligne pour ceux qui rentrent : s'inscrire, dire ce qui manque, demander, se plaindre. L'aide ne se paie jamais.
1 Continuer
0 Retour
> 1
Retour, la ligne du programme
1 Langue / Language
2 S'inscrire
3 J'ai une carte
4 Dire un mot
5 Parler en confiance
6 C'est quoi ?
0 Retour
> 1
Langue / Language
1 Francais
2 English
0 Retour
> 2
= ChooseLanguage(language=en)
! -> menu
