# The longest way of an adult: the place by its lists, and one correction of the read-back.
journey: registration
language: fr
facts:
  caller: unknown
  registered: no
---
C'est libre, confidentiel, sans effet sur l'aide. Seule l'équipe du programme voit vos réponses. D'accord ?
1 Oui, pour moi
2 Oui, pour un autre
3 Non
> 1
Prénom et nom ?
0 Retour
> Oumar Maiga
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 2
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 1975
Combien de personnes dans le ménage ?
0 Retour
> 9
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
# region, cercle; back one place; cercle again, then the communes on two pages
> 2
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Bandiagara
2 Bankass
3 Djenné
4 Douentza
5 Koro
6 Mopti
7 Ténenkou
8 Youwarou
0 Retour
> 0
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> 2
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Bandiagara
2 Bankass
3 Djenné
4 Douentza
5 Koro
6 Mopti
7 Ténenkou
8 Youwarou
0 Retour
> 6
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Bassirou
2 Borondougou
3 Dialloube
4 Fatoma
5 Konna
6 Korombana
7 Koubaye
8 Kounari
9 Suite
> 9
1 Mopti
2 Ouro Modi
3 Ouroube Doude
4 Sasalbe
5 Sio
6 Socoura
7 Soye
0 Retour
> 2
Oumar Maiga
Homme, chef de ménage, 1975
9 pers., Ouro Modi, Mopti
Juste ?
1 Oui
2 Non
0 Retour
> 2
Prénom et nom ?
0 Retour
> Oumar Maïga
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 2
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 1975
Combien de personnes dans le ménage ?
0 Retour
> 9
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> Kona
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Konna, Mopti
0 Retour
> 1
Oumar Maiga
Homme, chef de ménage, 1975
9 pers., Konna, Mopti
Juste ?
1 Oui
2 Non
0 Retour
> 1
= RegisterReturnee(behalf=self, name="Oumar Maïga", role=man_head, birth_year=1975, household_size=9, place=ML050605)
Inscription faite. Code de carte :
123 456 789
Notez-le bien. Ne le donnez qu'à l'équipe.
! END
