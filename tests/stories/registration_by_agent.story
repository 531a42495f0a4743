# An agent reads the consent out and adds the person's phone.
journey: registration
language: fr
facts:
  caller: agent
  registered: no
---
Lisez : c'est libre, confidentiel, sans effet sur l'aide. Seule l'équipe du programme voit les réponses. La personne accepte ?
1 Oui
2 Non
> 1
Prénom et nom ?
0 Retour
> Moussa Dicko
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 4
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 1990
Combien de personnes dans le ménage ?
0 Retour
> 4
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> Youvarou
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Youwarou (commune)
0 Retour
> 1
Téléphone de la personne ?
1 Pas de téléphone
0 Retour
> 12
Ce n'est pas un numéro de téléphone.
Téléphone de la personne ?
1 Pas de téléphone
0 Retour
> 50 00 12 34
Moussa Dicko
Homme, 1990
4 pers., Youwarou (commune)
Juste ?
1 Oui
2 Non
0 Retour
> 1
= RegisterReturnee(consent=yes, behalf=agent, name="Moussa Dicko", role=man, birth_year=1990, household_size=4, place=ML050807, phone=+22350001234)
Inscription faite. Code de carte :
123 456 789
Notez-le bien. Ne le donnez qu'à l'équipe.
! END
