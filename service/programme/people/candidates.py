"""Which files are worth comparing: of a hundred thousand people not every pair, but those that share something.

Three ways to share: a village and a word's sound (years of birth two apart at most), a phone, a whole name that few
bear. Blocks are capped: what thousands share tells nobody apart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from service.programme.people.likeness import LIKELY, YEARS, File, Likeness, likeness

MOST_ON_A_PHONE = 30
"""A phone that reached more people is a shop's or an agent's."""
MOST_OF_A_NAME = 6
"""Files of one name in the whole programme, up to which the name alone is worth a look."""
MOST_NEXT = 250
"""Files that one is compared with in its block, the nearest years first."""

Keys = Callable[[File], Iterable[Hashable]]
Pair = tuple[int, int]
"""Places of two files in their order, the older one first."""


def likely_pairs(files: Sequence[File]) -> dict[Pair, Likeness]:
    """The pairs that score enough; `files`: the older first."""
    namesakes = Counter(_name(file) for file in files)
    found: dict[Pair, Likeness] = {}
    for first, second in _candidates(files):
        if (first, second) in found:
            continue
        others = max(namesakes[_name(files[first])] - 2, 0)
        alike = likeness(files[first], files[second], others)
        if alike is not None and alike.score >= LIKELY:
            found[first, second] = alike
    return found


def _name(file: File) -> Hashable:
    return file.place, tuple(sorted(file.sounds))


def _candidates(files: Sequence[File]) -> Iterator[Pair]:
    for block in _blocks(files, _village_keys).values():
        yield from _near_in_years(files, block)
    for block in _blocks(files, lambda file: file.phones).values():
        if len(block) <= MOST_ON_A_PHONE:
            yield from combinations(block, 2)
    for block in _blocks(files, _whole_name).values():
        if len(block) <= MOST_OF_A_NAME:
            yield from combinations(block, 2)


def _blocks(files: Sequence[File], keys: Keys) -> Mapping[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for n, file in enumerate(files):
        for key in keys(file):
            found[key].append(n)
    return found


def _village_keys(file: File) -> Iterator[Hashable]:
    return ((file.place, file.sex, sound) for sound in set(file.sounds)) if file.place else iter(())


def _whole_name(file: File) -> Iterator[Hashable]:
    if len(file.sounds) > 1:
        yield file.sex, tuple(sorted(file.sounds))


def _near_in_years(files: Sequence[File], block: Sequence[int]) -> Iterator[Pair]:
    """Those whose years are near; who has none is compared with everybody, as far as the cap goes."""
    dated = sorted((files[n].born or 0, n) for n in block if files[n].born is not None)
    for at, (born, n) in enumerate(dated):
        for other_born, other in dated[at + 1 : at + 1 + MOST_NEXT]:
            if other_born - born > YEARS:
                break
            yield (n, other) if n < other else (other, n)
    undated = [n for n in block if files[n].born is None]
    for at, n in enumerate(undated):
        for other in [*undated[at + 1 :], *(known for _, known in dated)][:MOST_NEXT]:
            yield (n, other) if n < other else (other, n)
