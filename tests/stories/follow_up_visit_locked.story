# Too many wrong ones: the PIN is locked, and the call ends.
journey: follow_up_visit
language: en
facts:
  caller: agent
---
Your PIN (4 digits)
? wrong
> 1111
= PinFailed()
Wrong PIN. Your PIN (4 digits)
0 Back
? locked
> 2222
PIN locked. Call your supervisor.
! END
