# An agent looks at the visits that are due, chooses one, looks at the list again, and notes the visit.
journey: my_visits
language: fr
facts:
  caller: agent
  lists:
    my_visits:
      v1: Aminata T., Konna, 20/11
      v2: Oumar M., Fatoma, 12/12
---
Votre PIN (4 chiffres)
? wrong
> 1111
= PinFailed()
PIN faux. Votre PIN (4 chiffres)
0 Retour
? ok
> 2468
Visites à faire
1 Aminata T., Konna, 20/11
2 Oumar M., Fatoma, 12/12
0 Retour
> 2
Oumar M., Fatoma, 12/12
1 Noter cette visite
2 La liste
0 Retour
> 2
Visites à faire
1 Aminata T., Konna, 20/11
2 Oumar M., Fatoma, 12/12
0 Retour
> 1
Aminata T., Konna, 20/11
1 Noter cette visite
2 La liste
0 Retour
> 1
! -> follow_up_visit
