# Consent is refused: a polite end, nothing kept, no effect.
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
> 3
D'accord. Rien n'est gardé. Cela ne change rien à votre aide. Merci.
! END
