"""A name costs what it takes to mean it: nothing as it is written, little by its sound, more by its slips.

The costs order the results, so they stand together here; tests/flows/test_places.py measures what they reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.spelling import Spelling, masks, slips, spelling

NEVER = 99.0
"""The cost of a name that cannot be meant."""
REACH, REACH_FURTHER = 1.25, 0.9
"""What costs more than the first, and that much more than the best match, is noise on a small screen."""

_SOUND, _BEGINNING, _SOUND_BEGINNING, _LATER_WORD = 0.4, 0.7, 0.9, 1.25
_BY_SOUND = 0.1
_SLIP_IN_BEGINNING = 0.7


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, ready to be compared with many names. `most`, `sound_most`: the slips that are forgiven
    in the letters and in the sound (a long row of one letter sounds short)."""

    key: Spelling
    most: int
    sound_most: int
    letter_masks: Mapping[str, int]
    sound_masks: Mapping[str, int]

    @classmethod
    def read(cls, text: str) -> "Typed":
        key = spelling(text)
        most, sound_most = _forgiven(len(key.letters)), _forgiven(len(key.sound))
        return cls(key, most, sound_most, masks(key.letters), masks(key.sound))

    def cost(self, name: Spelling) -> float:
        """0 for the name itself, more for what is farther, NEVER for what is not meant."""
        mine = self.key
        # Each typed letter that the name lacks is a slip: this alone settles nearly all names, cheaply.
        by_letters = (mine.letters_bits & ~name.letters_bits).bit_count() <= self.most
        by_sound = (mine.sound_bits & ~name.sound_bits).bit_count() <= self.sound_most
        if not (by_letters or by_sound):
            return NEVER
        if mine.letters == name.letters:
            return 0.0
        if mine.sound == name.sound:
            return _SOUND
        left = 0.01 * max(len(name.letters) - len(mine.letters), 0)
        return min(self._beginning(name), self._slipped(name, by_letters, by_sound)) + left

    def _beginning(self, name: Spelling) -> float:
        mine = self.key
        if name.letters.startswith(mine.letters):
            return _BEGINNING
        if len(mine.sound) > 1 and name.sound.startswith(mine.sound):
            return _SOUND_BEGINNING
        later = len(mine.letters) > 2 and any(tail.startswith(mine.letters) for tail in name.tails)
        return _LATER_WORD if later else NEVER

    def _slipped(self, name: Spelling, by_letters: bool, by_sound: bool) -> float:
        mine, best = self.key, NEVER
        if by_letters:
            best = _slips_cost(len(mine.letters), self.letter_masks, name.letters, self.most)
        if by_sound:
            sound = _slips_cost(len(mine.sound), self.sound_masks, name.sound, self.sound_most)
            best = min(best, sound + _BY_SOUND)
        return best


def _slips_cost(length: int, places: Mapping[str, int], name: str, most: int) -> float:
    """Slips in the whole name, or (more words are to come) in its beginning, where they weigh more."""
    if not most or length - len(name) > most:
        return NEVER
    whole, beginning = slips(length, places, name)
    cost = float(whole) if whole <= most else NEVER
    if length >= 5 and beginning <= min(most, 1 + length // 9):
        return min(cost, beginning + _SLIP_IN_BEGINNING)
    return cost


def _forgiven(letters: int) -> int:
    """How many slips a typed word of so many letters may hold."""
    if letters < 4:
        return 0
    return 1 if letters < 7 else 2 if letters < 11 else 3
