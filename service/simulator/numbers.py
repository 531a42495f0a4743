"""Whose phone it is. A carrier knows its numbers: any of 8 to 15 digits may call, in the numbering plan or not."""

import re

from flows.phones import read_phone

_SPACES = re.compile(r"[\s.()-]+")
_INTERNATIONAL = re.compile(r"\+[0-9]{8,15}")


def read_caller(typed: str) -> str | None:
    """E.164, or None. The demo's people have numbers that no plan knows: with a plus sign they are taken as
    they stand; without one the number has to fit the plan of the country."""
    bare = _SPACES.sub("", typed)
    return bare if _INTERNATIONAL.fullmatch(bare) else read_phone(typed)
