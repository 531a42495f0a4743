# Somebody who never left is not asked when they came back; nobody collects for them.
journey: complete_my_file
language: fr
facts:
  caller: person
  registered: yes
  lists:
    business_types:
      fishing: Pêche
---
15 questions. Vous pouvez raccrocher et continuer un autre jour. Qui est chef de ménage ?
1 Moi
2 Une femme
3 Un homme
> 3
Enfants de 0 à 5 ans chez vous ? (0 si aucun)
> 0
Enfants de 6 à 17 ans ? (0 si aucun)
> 0
Adultes de 18 à 59 ans ? (0 si aucun)
> 2
Personnes de 60 ans et plus ? (0 si aucune)
> 1
Vous etes ?
1 Retourné(e)
2 Déplacé(e)
3 Déplacé(e) puis retourné(e)
4 D'ici, jamais parti(e)
0 Retour
> 4
Chez vous ? Plusieurs : 1 3
1 Enceinte ou allaite
2 Enfant chef de ménage
3 Agé(e), vit seul(e)
4 Maladie longue
5 Parent seul
6 Rien de cela
0 Retour
> 6
Voir, entendre, marcher, se souvenir, se laver, parler : beaucoup de mal, ou impossible ?
1 Oui
2 Non
3 Ne pas dire
0 Retour
> 3
Quelle activité voulez-vous ?
1 Peche
2 Autre
0 Retour
> 2
Nom de qui peut venir à votre place ?
1 Personne
0 Retour
> 1
Qui répond à ce téléphone ?
1 Moi
2 Mari ou femme
3 Enfant
4 Voisin(e)
5 Autre
0 Retour
> 1
L'équipe peut-elle donner votre nom à un service qui peut vous aider ?
1 Oui
2 Non
0 Retour
> 2
= CompleteFile(head_sex=male, elders=1, left="", stayed="", returned="", status=host, vulnerability=none, disability=unsaid, wish=other, collector="", consent_sharing=no)
Merci. Votre dossier est complet.
! END
