# A PIN too short, a wrong one, another wrong one, then the right one; the menu leaves.
journey: follow_up_visit
language: fr
facts:
  caller: agent
---
Votre PIN (4 chiffres)
> 12
Il faut 4 chiffres.
Votre PIN (4 chiffres)
? wrong
> 1111
= PinFailed()
PIN faux. Votre PIN (4 chiffres)
0 Retour
? wrong
> 2222
= PinFailed()
PIN faux. Votre PIN (4 chiffres)
0 Retour
? ok
> 4321
La personne est là, avec sa carte ?
1 Oui
2 Non
0 Retour
> 00
! -> menu
