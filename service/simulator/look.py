"""What the phone's page shares with the pages around it: handed in, since the phone knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from service.simulator.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Link:
    """A page to go on to."""

    address: str
    french: str
    english: str

    def label(self, language: str) -> str:
        return self.english if language == "en" else self.french


def _usual(_request: Request) -> str:
    return LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Look:
    """`styles`: addresses of style sheets that come before the phone's own; `links`: for its header; `language`: the
    one that a browser has chosen elsewhere, where the phone's address names none."""

    styles: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    language: Callable[[Request], str] = _usual
