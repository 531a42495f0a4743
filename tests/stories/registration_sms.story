# By SMS: numbers, words, « 30 ans » where a number is asked.
journey: registration
language: fr
channel: sms
facts:
  caller: unknown
  registered: no
---
C'est libre, confidentiel, sans effet sur l'aide. Seule l'équipe du programme voit vos réponses. D'accord ?
1 Oui, pour moi
2 Oui, pour un autre
3 Non
> pour moi
Prénom et nom ?
0 Retour
> Awa Touré
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> FEMME
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 46 ans
L'année en 4 chiffres, ex. 1980.
Né(e) vers quelle année ? Ex. 1980
0 Retour
> vers 1980
Combien de personnes dans le ménage ?
0 Retour
> six personnes
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> Fatoma
Awa Touré
Femme, 1980
6 pers., Fatoma, Mopti
Juste ?
1 Oui
2 Non
0 Retour
> ok
Inscription faite. Code de carte :
123 456 789
Notez-le bien. Ne le donnez qu'à l'équipe.
= RegisterReturnee(consent=yes, behalf=self, name=Awa Touré, role=woman, birth_year=1980, household_size=6)
! END
