# Three years that are none: help is offered. First « try again », then three more, then a call-back.
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
> Aminata Traoré
Femme ou homme ?
1 Femme, chef de ménage
2 Homme, chef de ménage
3 Femme
4 Homme
0 Retour
> 1
Né(e) vers quelle année ? Ex. 1980
0 Retour
> je ne sais pas
Tapez un nombre.
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 80
L'année en 4 chiffres, ex. 1980.
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 12345
L'année en 4 chiffres, ex. 1980.
Besoin d'aide ?
1 Etre rappelé(e)
2 Réessayer
> 2
Né(e) vers quelle année ? Ex. 1980
0 Retour
> *
Tapez un nombre.
Né(e) vers quelle année ? Ex. 1980
0 Retour
> **
Tapez un nombre.
Né(e) vers quelle année ? Ex. 1980
0 Retour
> 3
L'année en 4 chiffres, ex. 1980.
Besoin d'aide ?
1 Etre rappelé(e)
2 Réessayer
> 1
= RequestCallBack(about=registration)
On vous rappelle avant le 01/12/2026. Votre numéro : 12 34 56
Vos réponses sont gardées.
! END
