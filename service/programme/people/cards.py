"""Cards to print: the code big and as a QR code, what to dial, and the menu's first choices as drawings.

One HTML page, without anything from elsewhere: credit-card size (ISO/IEC 7810 ID-1, 85.6 × 54 mm), ten on an A4 sheet.
A card says a first name and an initial, and nothing of what its holder gets. The drawings stand in the menu's order,
and bear no numbers: the first of them moves up and down with what waits for the caller.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from types import MappingProxyType
from uuid import UUID

import segno
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from sqlalchemy import Connection, bindparam, select

from flows.codes import spaced, tidy
from flows.library import Library
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import CODE, NAME
from service.programme.names import first_name_and_initial
from service.programme.people.holder import PeopleError, person_for
from service.vault import Vault

PRINTED = "card printed"
A_PAGE = 10
STEP = 100
"""Cards whose printing is noted at once: some 20 ms."""
DRAWN = ("arrived", "say", "trust", "file", "care")
"""The choices of the returnee's menu that have a drawing."""
LANGUAGES = ("fr", "en")
MOST_FAULTS = 20
"""Faults of a list that are told at once."""
_MENU, _SCREEN = "main_menu", "home"
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "fr": {"title": "Cartes", "dial": "Composez", "keep": "Gardez cette carte. Ne dites ce code qu'à l'équipe."},
        "en": {"title": "Cards", "dial": "Dial", "keep": "Keep this card. Tell this code to the team only."},
    }
)
_READ = select(t.person.c.name, t.person.c.code).where(t.person.c.id == bindparam("who"))


@dataclass(frozen=True, slots=True)
class Card:
    """`code`: nine digits."""

    name: str
    code: str

    @property
    def spaced(self) -> str:
        return spaced(self.code)

    @property
    def qr(self) -> Markup:
        """The code alone, so that whatever reads it types what a hand would type."""
        drawn = segno.make(self.code, error="m", micro=False).svg_inline(omitsize=True, border=0)
        return Markup(drawn)  # noqa: S704 drawn here, of nine digits


def holders(db: Connection, vault: Vault, typed: Sequence[str], staff_id: UUID) -> list[UUID]:
    """Whose the codes are that were typed, each person once. Raises PeopleError with every code that is wrong."""
    people: dict[UUID, None] = {}
    faults: list[str] = []
    for row, code in enumerate(typed, 1):
        try:
            people[person_for(db, vault, code, staff_id)] = None
        except PeopleError as error:
            faults.append(f"Code {row}: {error}")
    if faults:
        more = len(faults) - MOST_FAULTS
        raise PeopleError("\n".join(faults[:MOST_FAULTS] + ([f"… and {more} more."] if more > 0 else [])))
    if not people:
        raise PeopleError("Say whose card: codes, or a file of them (--list).")
    return list(people)


def cards_of(db: Connection, vault: Vault, people: Sequence[UUID], staff_id: UUID, now: datetime) -> list[Card]:
    """Their cards, which are printed now. Of many in steps (STEP): callers do not wait."""
    return [_card(db, vault, person_id, staff_id, now) for person_id in people]


def _card(db: Connection, vault: Vault, person_id: UUID, staff_id: UUID, now: datetime) -> Card:
    row = db.execute(_READ, {"who": person_id}).one()
    audit.add(db, now, str(staff_id), PRINTED, "person", person_id)
    name = first_name_and_initial(vault.open(NAME, person_id, row.name))
    return Card(name, vault.open(CODE, person_id, row.code))


def codes_in(lines: Iterable[str]) -> list[str]:
    """The codes of a list, one in each row's first column; the first row may be a heading."""
    cells = [line.split(";")[0].split(",")[0].strip().strip('"') for line in lines]
    return [cell for place, cell in enumerate(cells) if cell and (place or tidy(cell))]


def choices(library: Library, language: str) -> list[tuple[str, str]]:
    """(choice, its words) of the returnee's menu that have a drawing, in the menu's order."""
    menu = library.journeys[_MENU]
    return [(o.id, _said(library, o.key, language)) for o in menu.screens[_SCREEN].options if o.id in DRAWN]


def _said(library: Library, key: str, language: str) -> str:
    """As it is written; the phone's French has lost some of its accents to the alphabet of SMS."""
    return library.sources[key] if language == "fr" else library.journeys[_MENU].text(key, language)


def sheet(cards: Sequence[Card], library: Library, language: str, ussd_code: str) -> str:
    """The page. Raises PeopleError for a language without words for it."""
    if language not in _WORDS:
        raise PeopleError(f"Cards are in {' or '.join(LANGUAGES)}, not in {language!r}.")
    folder = files("service.programme.people") / "card"
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string((folder / "sheet.html").read_text(encoding="utf-8"))
    drawings = {
        one: Markup((folder / f"{one}.svg").read_text(encoding="utf-8").strip())  # noqa: S704 our own
        for one in DRAWN
    }
    return template.render(
        pages=[cards[at : at + A_PAGE] for at in range(0, len(cards), A_PAGE)],
        choices=[(drawings[one], words) for one, words in choices(library, language)],
        language=language,
        ussd_code=ussd_code,
        t=_WORDS[language],
    )
