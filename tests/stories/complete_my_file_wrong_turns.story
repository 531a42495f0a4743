# Words where a number is asked, too many, a date to come, letters among ticks; 00 where 0 is an answer.
journey: complete_my_file
language: fr
facts:
  caller: person
  registered: yes
---
15 questions. Vous pouvez raccrocher et continuer un autre jour. Qui est chef de ménage ?
1 Moi
2 Une femme
3 Un homme
> 1
Enfants de 0 à 5 ans chez vous ? (0 si aucun)
> beaucoup
Tapez un nombre.
Enfants de 0 à 5 ans chez vous ? (0 si aucun)
> 99
Un nombre de 0 à 40.
Enfants de 0 à 5 ans chez vous ? (0 si aucun)
> 00
Quitter cette question ?
1 Retour
2 Menu
# neither of the two: the question again
> 5
Enfants de 0 à 5 ans chez vous ? (0 si aucun)
> 00
Quitter cette question ?
1 Retour
2 Menu
> 1
15 questions. Vous pouvez raccrocher et continuer un autre jour. Qui est chef de ménage ?
1 Moi
2 Une femme
3 Un homme
> 1
Enfants de 0 à 5 ans chez vous ? (0 si aucun)
> 0
Enfants de 6 à 17 ans ? (0 si aucun)
> 0
Adultes de 18 à 59 ans ? (0 si aucun)
> 2
Personnes de 60 ans et plus ? (0 si aucune)
> 0
Vous etes ?
1 Retourné(e)
2 Déplacé(e)
3 Déplacé(e) puis retourné(e)
4 D'ici, jamais parti(e)
0 Retour
> 1
Parti(e) quand ? Ex. 2012 ou 03/2012
0 Retour
> 2031
Cette date est à venir.
Parti(e) quand ? Ex. 2012 ou 03/2012
0 Retour
> hier matin
Tapez une date, ex. 03/2014.
Parti(e) quand ? Ex. 2012 ou 03/2012
0 Retour
> 2012
Où étiez-vous ?
1 Ailleurs au nord
2 Bamako
3 Autre ville au sud
4 Mauritanie
5 Burkina Faso
6 Niger
7 Algérie
8 Autre pays
0 Retour
> 8
Revenu(e) quand ? Ex. 2014 ou 03/2014
0 Retour
> 2
Tapez une date, ex. 03/2014.
Revenu(e) quand ? Ex. 2014 ou 03/2014
0 Retour
> 2014
Chez vous ? Plusieurs : 1 3
1 Enceinte ou allaite
2 Enfant chef de ménage
3 Agé(e), vit seul(e)
4 Maladie longue
5 Parent seul
6 Rien de cela
0 Retour
> 1 9
Tapez un numéro.
Chez vous ? Plusieurs : 1 3
1 Enceinte ou allaite
2 Enfant chef de ménage
3 Agé(e), vit seul(e)
4 Maladie longue
5 Parent seul
6 Rien de cela
> a b
Tapez un numéro.
Chez vous ? Plusieurs : 1 3
1 Enceinte ou allaite
2 Enfant chef de ménage
3 Agé(e), vit seul(e)
4 Maladie longue
5 Parent seul
6 Rien de cela
> 00
! -> menu
