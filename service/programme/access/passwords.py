"""Passwords: which may be chosen, and how they are kept (argon2). Hashing takes 46 MB and a good part of a tenth of
a second: never inside the writer, and at most two at a time."""

import secrets
import unicodedata
from collections.abc import Callable
from functools import cached_property
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from flows.spelling import folded, worded
from service.lanes import Busy

T = TypeVar("T")
SHORTEST, LONGEST = 12, 200
PASSES, MEMORY_KIB = 1, 46 * 1024
"""OWASP's first recommendation for argon2id. On one core: callers on the line have the other."""
AT_ONCE = 2
WAIT_SECONDS = 5
"""How long somebody waits for their turn before they are told to come back: threads are few."""
FEWEST_LETTERS = 8
"""Letters that a password has besides the name of whoever chooses it."""
FEWEST_DIFFERENT = 6
_SHORTEST_NAME = 4
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is easily mistaken for something else: i, l, o, 0, 1."""
_GROUPS, _GROUP = 4, 4
COMMON = frozenset(
    "password passphrase motdepasse azerty azertyuiop qwerty qwertyuiop qsdfghjklm asdfghjkl wxcvbn bienvenue "
    "welcome bonjour hello soleil administrateur administrator admin secret letmein changeme changezmoi iloveyou "
    "jetaime retour mali bamako gao tombouctou mopti abcdefghijkl abcdef programme humanitaire".split()
)
"""Words that are tried first, as they are or with digits behind them."""


class PasswordError(ValueError):
    """Why a password cannot be taken. str() is plain words, and holds nothing of it."""


def check(password: str, *names: str) -> None:
    """Whether somebody with these names may choose it. Raises PasswordError."""
    if len(password) < SHORTEST:
        raise PasswordError(f"A password has at least {SHORTEST} characters: three or four words are easy to keep.")
    if len(password) > LONGEST:
        raise PasswordError(f"A password has at most {LONGEST} characters.")
    letters = folded(password)
    if letters.isdigit() or len(set(letters)) < FEWEST_DIFFERENT or _alone(letters) in COMMON:
        raise PasswordError("This password is among those that are tried first: choose another one.")
    for word in (word for name in names for word in worded(name).split() if len(word) >= _SHORTEST_NAME):
        if word in letters and len(_alone(letters.replace(word, ""))) < FEWEST_LETTERS:
            raise PasswordError("This password is little more than a name: choose another one.")


def _alone(letters: str) -> str:
    """Without figures."""
    return "".join(one for one in letters if not one.isdigit())


def made() -> str:
    """A password at random, easy to read from a screen and to type: « k7mp-w3xd-9hrt-bq4n »."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


class Passwords:
    """Hashes and compares, for one process. Raises Busy where too many are waiting already."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
        self._turns = BoundedSemaphore(AT_ONCE)

    def hashed(self, password: str) -> str:
        """The hash, its salt and parameters in one word."""
        return self._in_turn(lambda: self._hasher.hash(_typed(password)))

    def is_right(self, encoded: str, password: str) -> bool:
        """Whether the hash is of this password. "" for an account that is not there: that takes as long."""
        return self._in_turn(lambda: self._verify(encoded or self._nobodys, password)) and bool(encoded)

    def is_old(self, encoded: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())

    def _verify(self, encoded: str, password: str) -> bool:
        try:
            return self._hasher.verify(encoded, _typed(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False

    def _in_turn(self, act: Callable[[], T]) -> T:
        if not self._turns.acquire(timeout=WAIT_SECONDS):
            raise Busy("too many passwords are being compared")
        try:
            return act()
        finally:
            self._turns.release()


def _typed(password: str) -> str:
    """One form, however a keyboard composes « é »."""
    return unicodedata.normalize("NFC", password)
