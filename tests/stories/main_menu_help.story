# Three wrong keys in a row: help is offered; a call-back is asked for, and the call ends.
journey: main_menu
language: fr
facts:
  caller: person
  people: 1
  registered: yes
  first_name: Aminata T.
  deliveries_waiting: 0
  file_complete: yes
---
Bonjour Aminata T.
1 Dire un mot
2 Parler en confiance
3 Mon dossier
4 Santé, écoute
5 Inscrire un autre
> bonjour
Tapez un numéro.
Bonjour Aminata T.
1 Dire un mot
2 Parler en confiance
3 Mon dossier
4 Santé, écoute
5 Inscrire un autre
> *
Tapez un numéro.
Bonjour Aminata T.
1 Dire un mot
2 Parler en confiance
3 Mon dossier
4 Santé, écoute
5 Inscrire un autre
> 7
Tapez un numéro.
Besoin d'aide ?
1 Etre rappelé(e)
2 Réessayer
> 1
= RequestCallBack(about=main_menu)
On vous rappelle avant le 01/12/2026. Votre numéro : 12 34 56
Vos réponses sont gardées.
! END
