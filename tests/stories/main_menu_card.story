# A known person on a new phone: card and birth year, with a slip in each.
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
# a digit too few, then one that is wrong
> 12345678
Il faut 9 chiffres.
Tapez les 9 chiffres de votre carte
0 Retour
> 123456782
Un chiffre est faux. Relisez le code.
Tapez les 9 chiffres de votre carte
0 Retour
? ok person=p1 person_name="Aminata T." place=ML050605
> 123 456 786
Vous etes né(e) vers quelle année ? Ex. 1980
0 Retour
> mille
Tapez un nombre.
Vous etes né(e) vers quelle année ? Ex. 1980
0 Retour
? ok
> vers 1980
= JoinPhone(person=p1)
! -> menu
