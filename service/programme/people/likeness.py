"""How likely two files are one person's: points for name, year, village and phone, and what speaks against it.

Nothing is decided by it. A pair that scores enough is shown to somebody, who decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from flows.namesakes import sound_of
from flows.spelling import masks, slips

LIKELY = 65
"""From so many points on (of 100) a pair is worth a look."""
SURE = 95
"""From so many on there is hardly a doubt: name, year and phone say the same."""
YEARS = 2
"""« Né vers »: years of birth this far apart may be one."""

_NAME, _SOUND, _NEAR = 50, 45, 35
_ONE_WORD, _WORD_MISSING = 20, 8
_YEAR = {0: 25, 1: 18, 2: 10}
_YEAR_UNKNOWN = 5
_VILLAGE, _OTHER_VILLAGE = 15, -10
_PHONE, _OTHER_SEX = 20, -30
_ONE_HOUSEHOLD = -30
"""Somebody counted them as two when they were registered together: brothers, wives, father and son."""
_NAMESAKES_FROM, _NAMESAKE, _NAMESAKES_MOST = 3, 4, 20
"""Where many bear a name, one year and one village are met by chance."""


@dataclass(frozen=True, slots=True)
class File:
    """What is compared of a person. `words`, `sounds`: of their name, one each; `born`: a year, or None; `phones`: all
    that ever reached them."""

    id: UUID
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    sex: str = ""
    born: int | None = None
    place: str = ""
    household: UUID | None = None
    phones: frozenset[UUID] = frozenset()
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score`: points, 0 to 100. `why`: what they come from."""

    score: int
    why: tuple[str, ...]


def likeness(a: File, b: File, namesakes: int = 0) -> Likeness | None:
    """None where they cannot be one person. `namesakes`: how many others bear the name in the village."""
    if a.made_up != b.made_up or not _years_fit(a, b):
        return None
    named = _names(a, b)
    if named is None:
        return None
    points, word = named
    found = [(points, word), _year(a, b), _village(a, b), (_PHONE, "phone") if a.phones & b.phones else (0, "")]
    against = (_OTHER_SEX if a.sex and b.sex and a.sex != b.sex else 0) + (
        _ONE_HOUSEHOLD if a.household and a.household == b.household else 0
    )
    common = min(max(namesakes - _NAMESAKES_FROM + 1, 0) * _NAMESAKE, _NAMESAKES_MOST)
    score = sum(points for points, _ in found) + against - common
    return Likeness(min(max(score, 0), 100), tuple(word for points, word in found if word and points > 0))


def _years_fit(a: File, b: File) -> bool:
    return a.born is None or b.born is None or abs(a.born - b.born) <= YEARS


def _year(a: File, b: File) -> tuple[int, str]:
    if a.born is None or b.born is None:
        return _YEAR_UNKNOWN, ""
    return _YEAR[abs(a.born - b.born)], "year"


def _village(a: File, b: File) -> tuple[int, str]:
    if not a.place or not b.place:
        return 0, ""
    return (_VILLAGE, "village") if a.place == b.place else (_OTHER_VILLAGE, "")


def _names(a: File, b: File) -> tuple[int, str] | None:
    """Each word of the shorter name has to be found in the longer one, in any order: forms ask for the family name
    first or last."""
    if a.words == b.words:
        return _single(a, _NAME), "name"
    short, long = sorted((a, b), key=lambda file: len(file.words))
    free = list(range(len(long.words)))
    worst = _NAME
    for word, sound in zip(short.words, short.sounds, strict=True):
        nearest = max(((_as_written(word, sound, long, n), n) for n in free), default=(0, 0))
        if not nearest[0]:
            return None
        worst = min(worst, nearest[0])
        free.remove(nearest[1])
    if not short.words:
        return None
    missing = _ONE_WORD if len(short.words) == 1 and free else _WORD_MISSING * len(free)
    return worst - missing, "name" if worst == _NAME else "sound"


def _single(file: File, points: int) -> int:
    """One word alone says less of who it is."""
    return points if len(file.words) > 1 else points - _ONE_WORD


def _as_written(word: str, sound: str, other: File, n: int) -> int:
    if word == other.words[n]:
        return _NAME
    if sound == other.sounds[n]:
        return _SOUND
    return _NEAR if _is_near(*sorted((sound, other.sounds[n]))) else 0


@lru_cache(maxsize=65_536)
def _is_near(sound: str, other: str) -> bool:
    """One slip in five sounds, two in nine; never in the first, which parts Amadou from Mamadou."""
    most = min(_forgiven(sound), _forgiven(other))
    if not most or sound[:1] != other[:1] or abs(len(sound) - len(other)) > most:
        return False
    return slips(len(sound), masks(sound), other)[0] <= most


def _forgiven(sound: str) -> int:
    return 0 if len(sound) < 5 else 1 if len(sound) < 9 else 2


def sounds_of(words: Sequence[str]) -> tuple[str, ...]:
    """What the words of a name sound like, one each."""
    return tuple(_sound(word) for word in words)


_sound = lru_cache(maxsize=65_536)(sound_of)
