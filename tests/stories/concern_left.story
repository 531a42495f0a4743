# The menu leaves: nothing is raised (what was said so far is the service's to hand over).
journey: concern
language: fr
---
Ceci reste entre vous et une personne de confiance. Dites-le en peu de mots, ou :
1 Etre rappelé(e)
> Je veux parler
Cela vient de qui ?
1 Quelqu'un de l'aide
2 Un responsable d'ici
3 Une autre personne
4 Ne pas dire
0 Retour
> 00
! -> menu
