"""Somebody is found by their card, their phone or their name, however it is spelt.

Names are sealed: what is looked for are keyed hashes of their words, of the words' beginnings and of their sounds.
A closed file is found too, and shows the one that it went into.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, literal, or_, select, union_all

from flows.codes import is_valid, spaced, tidy
from flows.namesakes import sound_of
from flows.phones import read_phone
from flows.spelling import worded
from service.many import among
from service.models.person import PersonState, TokenKind
from service.programme import tables as t
from service.programme.labels import CODE, NAME, PHONE
from service.programme.names import SHORTEST_PREFIX, first_name_and_initial, token
from service.programme.people.holder import CARD_DIGITS, PeopleError, holder_of
from service.vault import Vault

MOST_WORDS = 6
"""Words of a name that are looked for; nobody has more."""
_RANKS = {TokenKind.WORD: 3, TokenKind.PREFIX: 2, TokenKind.SOUND: 1}
"""A word as it is written comes before its beginning, and that before its sound."""
_E164 = re.compile(r"\+[0-9]{8,15}", re.ASCII)

_living = func.coalesce(t.person.c.merged_into, t.person.c.id)
_BY_PHONE = (
    select(_living)
    .distinct()
    .join_from(t.person_phone, t.person, t.person.c.id == t.person_phone.c.person_id)
    .join(t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(t.phone.c.number_mac == bindparam("mac"))
)
_SHOWN = select(
    t.person.c.id,
    t.person.c.name,
    t.person.c.code,
    t.person.c.sex,
    t.person.c.birth_year,
    t.person.c.place,
    t.person.c.state,
)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a search: the short name, the card in threes, `place` a P-code or "". `rank`: the higher, the nearer
    to what was typed."""

    id: UUID
    name: str
    code: str
    sex: str
    born: int | None
    place: str
    state: str
    rank: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of a search. `after`: where the next one begins, "" on the last. It says nothing of anybody."""

    found: list[Found]
    after: str = ""


def find(db: Connection, vault: Vault, typed: str, within: Sequence[str] | None = None, most: int = 20) -> list[Found]:
    """Whom a card code, a phone number or a name may mean, the nearest first. `within`: only who lives in one of these
    places (P-codes; None: anywhere). Raises PeopleError."""
    return search(db, vault, typed, within, most=most).found


def search(
    db: Connection, vault: Vault, typed: str, within: Sequence[str] | None = None, after: str = "", most: int = 20
) -> Results:
    """The same, page by page: `after` as the page before said. Where nothing is typed: everybody who lives there, who
    registered first before the others. Raises PeopleError."""
    digits, number = tidy(typed), _number(typed)
    if not typed.strip() and within is not None:
        return _living_there(db, vault, within, _After.read(after), most)
    if len(digits) == CARD_DIGITS and is_valid(digits) and "+" not in typed:
        holder = holder_of(db, vault, digits)
        return Results(_shown(db, vault, {holder: 1} if holder else {}, within))
    if number:
        ranked = dict.fromkeys(db.execute(_BY_PHONE, {"mac": vault.index(PHONE, number)}).scalars(), 1)
        return Results(_shown(db, vault, ranked, within))
    return _named(db, vault, worded(typed).split(), within, _After.read(after), most)


def _number(typed: str) -> str | None:
    written = typed.strip()
    return written if _E164.fullmatch(written) else read_phone(written)


@dataclass(frozen=True, slots=True)
class _After:
    """The last line of the page before: how many words fitted, how well, and who it was."""

    words: int = 0
    rank: int = 0
    id: UUID | None = None

    @classmethod
    def read(cls, text: str) -> "_After":
        """What `str` gave; the beginning for anything else."""
        parts = text.split(".")
        try:
            return cls(int(parts[0]), int(parts[1]), UUID(parts[2]))
        except (ValueError, IndexError):
            return cls()

    def __str__(self) -> str:
        return f"{self.words}.{self.rank}.{self.id}"


def _page(
    db: Connection, vault: Vault, rows: Sequence[Any], words: int, within: Sequence[str] | None, most: int
) -> Results:
    """Of one row more than a page has: the page, and where the next one begins."""
    some = rows[:most]
    after = str(_After(words, int(some[-1].rank), some[-1].who)) if len(rows) > most else ""
    return Results(_shown(db, vault, {row.who: int(row.rank) for row in some}, within), after)


def _living_there(db: Connection, vault: Vault, within: Sequence[str], after: _After, most: int) -> Results:
    found = (
        select(t.person.c.id.label("who"), literal(0).label("rank"))
        .where(among(db, t.person.c.place, within), t.person.c.state != PersonState.MERGED.value)
        .order_by(t.person.c.id)
    )
    if after.id is not None:
        found = found.where(t.person.c.id > after.id)
    return _page(db, vault, db.execute(found.limit(most + 1)).all(), 0, within, most)


def _named(
    db: Connection, vault: Vault, words: list[str], within: Sequence[str] | None, after: _After, most: int
) -> Results:
    """Those whose name fits every word; where there is none, those whom all words but one fit, and so on."""
    if not any(len(word) >= SHORTEST_PREFIX for word in words):
        raise PeopleError("Type a card code, a phone number, or two letters of a name.")
    wanted = [_of_word(vault, word) for word in dict.fromkeys(words[:MOST_WORDS])]
    fits = [after.words] if after.id is not None else range(len(wanted), 0, -1)
    for count in fits:
        rows = db.execute(_together(db, wanted, count, within, after).limit(most + 1)).all()
        if rows:
            return _page(db, vault, rows, count, within, most)
    return Results([])


def _of_word(vault: Vault, word: str) -> Select[tuple[UUID, int]]:
    """Who has this word in their name, or one that begins or sounds like it, and how near it is."""
    looks = {TokenKind.WORD: word, TokenKind.SOUND: sound_of(word)}
    if len(word) >= SHORTEST_PREFIX:
        looks[TokenKind.PREFIX] = word
    kind, mac = t.name_token.c.kind, t.name_token.c.token
    fits: list[ColumnElement[bool]] = [
        and_(mac == token(vault, one, text), kind == one.value) for one, text in looks.items()
    ]
    rank = case(*((kind == one.value, _RANKS[one]) for one in looks), else_=0)
    return (
        select(_living.label("who"), func.max(rank).label("rank"))
        .join_from(t.name_token, t.person, t.person.c.id == t.name_token.c.person_id)
        .where(or_(*fits))
        .group_by(_living)
    )


def _together(
    db: Connection, wanted: list[Any], count: int, within: Sequence[str] | None, after: _After
) -> Select[tuple[UUID, int]]:
    each = union_all(*wanted).subquery()
    rank = func.sum(each.c.rank)
    found = (
        select(each.c.who, rank.label("rank"))
        .group_by(each.c.who)
        .having(func.count(literal(1)) >= count)
        .order_by(rank.desc(), each.c.who)
    )
    if after.id is not None:
        found = found.having(or_(rank < after.rank, and_(rank == after.rank, each.c.who > after.id)))
    if within is not None:
        living = t.person.alias("living")
        found = found.join(living, living.c.id == each.c.who).where(among(db, living.c.place, within))
    return found


def _shown(db: Connection, vault: Vault, ranked: dict[UUID, int], within: Sequence[str] | None) -> list[Found]:
    """The lines of those who were found."""
    rows = db.execute(_SHOWN.where(among(db, t.person.c.id, list(ranked)))).all() if ranked else ()
    found = [
        Found(
            row.id,
            first_name_and_initial(vault.open(NAME, row.id, row.name)),
            spaced(vault.open(CODE, row.id, row.code)),
            row.sex,
            row.birth_year,
            row.place or "",
            row.state,
            ranked[row.id],
        )
        for row in rows
        if row.state != PersonState.MERGED.value and (within is None or row.place in within)
    ]
    return sorted(found, key=lambda one: (-one.rank, one.name, one.code))
