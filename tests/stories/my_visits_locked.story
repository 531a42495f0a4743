# Nobody is named to whoever has an agent's phone and not their PIN.
journey: my_visits
language: fr
facts:
  caller: agent
  lists:
    my_visits:
      v1: Aminata T., Konna, 20/11
---
Votre PIN (4 chiffres)
? locked
> 1111
PIN bloqué. Appelez votre superviseur.
! END
