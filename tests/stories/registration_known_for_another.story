# Somebody who is registered registers a child: a named adult is asked for. Wrong turns on the way.
journey: registration
language: fr
facts:
  caller: person
  registered: yes
---
C'est libre, confidentiel, sans effet sur l'aide. Seule l'équipe du programme voit vos réponses. D'accord ?
1 Oui, pour un autre
2 Non
> 1
Prénom et nom ?
0 Retour
> 
Tapez une réponse.
Prénom et nom ?
0 Retour
> Hawa Cissé
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 3
Né(e) vers quelle année ? Ex. 1980
0 Retour
# a year with two digits, a year to come, then a right one
> 15
L'année en 4 chiffres, ex. 1980.
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 2031
L'année en 4 chiffres, ex. 1980.
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 2015
Moins de 18 ans : nom de l'adulte responsable ?
0 Retour
> Fatoumata Cissé
Combien de personnes dans le ménage ?
0 Retour
> zéro
Un nombre de 1 à 60.
Combien de personnes dans le ménage ?
0 Retour
> 0
Moins de 18 ans : nom de l'adulte responsable ?
0 Retour
> Fatoumata Cissé
Combien de personnes dans le ménage ?
0 Retour
> 80
Un nombre de 1 à 60.
Combien de personnes dans le ménage ?
0 Retour
> 6 personnes
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> Segue Ire
Hawa Cissé
Femme, 2015
6 pers., Ségué Iré, Bandiagara
Juste ?
1 Oui
2 Non
0 Retour
> 1
= RegisterReturnee(behalf=relative, name="Hawa Cissé", role=woman, birth_year=2015, guardian="Fatoumata Cissé", household_size=6, place=ML050118)
Inscription faite. Code de carte :
123 456 789
Notez-le bien. Ne le donnez qu'à l'équipe.
! END
