# A card that nobody has: the year is asked all the same, and the words are those of a wrong year.
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
> 3
Tapez les 9 chiffres de votre carte
0 Retour
? unknown
> 500000010
Vous etes né(e) vers quelle année ? Ex. 1980
0 Retour
? wrong
> 1980
Carte ou année : pas trouvé.
1 Réessayer
2 Demander de l'aide
3 Menu
0 Retour
> 1
Tapez les 9 chiffres de votre carte
0 Retour
? ok person=p1 person_name="Aminata T." place=ML050605
> 123456786
Vous etes né(e) vers quelle année ? Ex. 1980
0 Retour
? wrong
> 1985
Carte ou année : pas trouvé.
1 Réessayer
2 Demander de l'aide
3 Menu
0 Retour
> 3
Retour, la ligne du programme
1 Langue / Language
2 S'inscrire
3 J'ai une carte
4 Dire un mot
5 Parler en confiance
6 C'est quoi ?
0 Retour
