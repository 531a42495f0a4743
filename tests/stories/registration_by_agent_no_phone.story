# The person that an agent registers has no phone; the agent is registered too, which changes nothing.
journey: registration
language: fr
facts:
  caller: agent
  registered: yes
---
Lisez : c'est libre, confidentiel, sans effet sur l'aide. Seule l'équipe du programme voit les réponses. La personne accepte ?
1 Oui
2 Non
> 1
Prénom et nom ?
0 Retour
> Kadidia Touré
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 1
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 1968
Combien de personnes dans le ménage ?
0 Retour
> 12
Lieu de retour ? Un numéro, ou les premières lettres du village
1 Gao
2 Mopti
3 Tombouctou
0 Retour
> Sony Aliber
Téléphone de la personne ?
1 Pas de téléphone
0 Retour
> 1
Kadidia Touré
Femme, chef de ménage, 1968
12 pers., Sony Aliber, Gao
Juste ?
1 Oui
2 Non
0 Retour
> 1
= RegisterReturnee(behalf=agent, name="Kadidia Touré", place=ML070306, phone="")
Inscription faite. Code de carte :
123 456 789
Notez-le bien. Ne le donnez qu'à l'équipe.
! END
