"""How much is done in one transaction: as much as fits into a few hundredths of a second, so that a caller who waits
for it waits a tenth at most."""

AIM = 0.06
"""Seconds of a transaction."""
OWN = AIM / 6
"""Seconds of work of this process that a step has at least."""
_FIRST, _LARGEST = 20, 1000
_GROWS, _SHRINKS = 1.25, 0.8


class Pace:
    """The size of the next step, by how long the last one took. It grows and shrinks by about the same factor:
    half of the steps are shorter than what is aimed at, and one slow moment does not make all others small."""

    def __init__(self) -> None:
        self.size = _FIRST
        self.seconds: list[float] = []

    def took(self, count: int, seconds: float, commit: float = 0.0, own: float = 0.0) -> None:
        """A step of so many rows took so long. `commit`: of which its commit took so much, and `own`: in which this
        process was at work for so long. A commit takes the same for few rows as for many, and a busy machine keeps
        short steps waiting as well as long ones: steps of a handful of rows would be little but waiting."""
        self.seconds.append(seconds)
        if count < self.size and seconds < AIM:
            return  # the last few rows of a file say nothing of a full step
        fits = int(count * max(AIM - commit, AIM / 2) / max(seconds - commit, 1e-4))
        if own > 0:
            fits = max(fits, int(count * OWN / own))
        most, least = int(self.size * _GROWS) + 1, int(self.size * _SHRINKS)
        self.size = max(1, least, min(fits, most, _LARGEST))
