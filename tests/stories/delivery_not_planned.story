# Nothing is planned for this person; and a phone whose PIN is locked comes no further.
journey: delivery
language: fr
facts:
  caller: agent
---
Votre PIN (4 chiffres)
? ok
> 4321
Code de la carte (9 chiffres)
0 Retour
? ok person=p1 person_name="Aminata T." place=ML050605
> 123456786
Aminata T. : aucune livraison prévue.
! END
