# A returnee answers all that there is; zero is an answer in the household.
journey: complete_my_file
language: fr
facts:
  caller: person
  registered: yes
  lists:
    business_types:
      fishing: Pêche
      sewing: Couture
      shop: Boutique
---
15 questions. Vous pouvez raccrocher et continuer un autre jour. Qui est chef de ménage ?
1 Moi
2 Une femme
3 Un homme
> 1
Enfants de 0 à 5 ans chez vous ? (0 si aucun)
> 2
Enfants de 6 à 17 ans ? (0 si aucun)
> 3
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
> 03/2012
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
> 2
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
> 1 4
Voir, entendre, marcher, se souvenir, se laver, parler : beaucoup de mal, ou impossible ?
1 Oui
2 Non
3 Ne pas dire
0 Retour
> 2
Quelle activité voulez-vous ?
1 Peche
2 Couture
3 Boutique
4 Autre
0 Retour
> 2
Nom de qui peut venir à votre place ?
1 Personne
0 Retour
> Oumar Traoré
Qui répond à ce téléphone ?
1 Moi
2 Mari ou femme
3 Enfant
4 Voisin(e)
5 Autre
0 Retour
> 2
L'équipe peut-elle donner votre nom à un service qui peut vous aider ?
1 Oui
2 Non
0 Retour
> 1
= CompleteFile(head_sex=me, children_under_6=2, children=3, adults=2, elders=0, left=2012-03, stayed=bamako, returned=2014, status=returnee, vulnerability="pregnant chronic_illness", disability=no, wish=sewing, collector="Oumar Traoré", answers_phone=spouse, consent_sharing=yes)
Merci. Votre dossier est complet.
! END
