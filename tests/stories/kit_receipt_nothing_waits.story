# Nothing waits for this person.
journey: kit_receipt
language: fr
facts:
  caller: person
---
Rien n'attend votre réponse pour le moment. Merci.
! END
