"""What a person's file says, set right by staff: name, sex, year of birth, village, language, status, return …

The audit names what was changed, never what stood there: that is the person's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from flows.partial import PartialDate
from service.models.person import ReturnStatus, Sex
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import COLLECTOR, GUARDIAN, NAME, STAYED
from service.programme.names import renew_tokens
from service.programme.people.holder import PeopleError, person_for
from service.programme.people.households import tell_members
from service.programme.registration import WOMAN_HEAD
from service.programme.registry import DISABILITY
from service.vault import Vault

CORRECTED = "person corrected"
EARLIEST = 1900
"""The earliest year of birth, as on the line."""
VULNERABLE = ("pregnant", "child_head", "elderly_alone", "chronic_illness", "single_parent", DISABILITY)
"""What staff may note. That a woman heads the household follows from the household."""
NONE = "none"
TAKEN_OUT = "-"
"""What is written in place of a word that is to be taken out."""
STATUSES = tuple(ReturnStatus)
WISH_OTHER = "other"
"""A wish that is none of the programme's types."""
STAYED_IN = ("north", "bamako", "south", "mauritania", "burkina", "niger", "algeria", "other")
"""Where they were, as the line asks it."""

_READ = select(t.person.c.vulnerability, t.person.c.household_id, t.person.c.updated_at).where(
    t.person.c.id == bindparam("who")
)
_TYPES = select(t.business_type.c.code).order_by(t.business_type.c.position, t.business_type.c.code)
_SET = update(t.person).where(t.person.c.id == bindparam("who"))
_HEADED = update(t.household).where(t.household.c.head_person_id == bindparam("who"))


@dataclass(frozen=True, slots=True)
class Said:
    """What is to stand in the file; a blank changes nothing. `place`: a P-code; `vulnerability`: words of VULNERABLE
    separated by commas, « none » for none of them. What follows it may be taken out (TAKEN_OUT): `status` of STATUSES;
    `wish`: a type of business, or WISH_OTHER; `left`, `returned`: a year, a month of it or a day (« 2014-03 »);
    `stayed` of STAYED_IN; `collector`, `guardian`: names."""

    name: str = ""
    sex: Sex | None = None
    born: int | None = None
    place: str = ""
    language: str = ""
    vulnerability: str = ""
    status: str = ""
    wish: str = ""
    left: str = ""
    returned: str = ""
    stayed: str = ""
    collector: str = ""
    guardian: str = ""


def check_unchanged(db: Connection, person_id: UUID, seen: datetime | None) -> None:
    """Whether the file still stands as somebody saw it who now corrects it. Raises PeopleError."""
    if db.execute(_READ, {"who": person_id}).one().updated_at != seen:
        raise PeopleError("Somebody else changed this file since you opened it: look at it again, then correct it.")


def correct(db: Connection, vault: Vault, card: str, said: Said, staff_id: UUID, now: datetime) -> UUID:
    """Correct the file of whoever has the card; their id. Raises PeopleError."""
    person_id = person_for(db, vault, card, staff_id)
    before = db.execute(_READ, {"who": person_id}).one()
    values = dict(_plain(said, now)) | dict(_more(db, said)) | dict(_sealed(vault, person_id, said))
    name = " ".join(said.name.split())
    if name:
        values["name"] = vault.seal(NAME, person_id, name)
        renew_tokens(db, vault, person_id, name)
    if said.vulnerability:
        values["vulnerability"] = _vulnerability(said.vulnerability, before.vulnerability)
    if not values:
        raise PeopleError("Say what is to be corrected.")
    db.execute(_SET, {"who": person_id, **values, "updated_at": now})
    if said.sex is not None:
        _head_is(db, person_id, before.household_id, said.sex, now)
    audit.add(db, now, str(staff_id), CORRECTED, "person", person_id, " ".join(sorted(values)))
    return person_id


def _head_is(db: Connection, person_id: UUID, household_id: UUID | None, sex: Sex, now: datetime) -> None:
    """Where they head their household, its files say whether a woman does."""
    headed = {"head_sex": sex.value}
    if household_id is not None and db.execute(_HEADED, {"who": person_id, **headed}).rowcount:
        tell_members(db, household_id, headed, now)


def _plain(said: Said, now: datetime) -> Iterator[tuple[str, object]]:
    if said.born is not None and not EARLIEST <= said.born <= now.year:
        raise PeopleError(f"A year of birth is between {EARLIEST} and {now.year}.")
    told = {"sex": said.sex and said.sex.value, "birth_year": said.born, "place": said.place, "language": said.language}
    yield from ((name, value) for name, value in told.items() if value)


def _more(db: Connection, said: Said) -> Iterator[tuple[str, object]]:
    """What may also be taken out."""
    known = {
        "status": (said.status, STATUSES),
        "wish": (said.wish, (*db.execute(_TYPES).scalars(), WISH_OTHER) if said.wish else ()),
    }
    for name, (typed, words) in known.items():
        if typed and typed != TAKEN_OUT and typed not in words:
            raise PeopleError(f"There is no {name} {typed!r}: there are {', '.join(words)}.")
        if typed:
            yield name, "" if typed == TAKEN_OUT else typed
    for name, typed in (("left_on", said.left), ("returned_on", said.returned)):
        if typed:
            yield name, "" if typed == TAKEN_OUT else _day(typed)


def _day(typed: str) -> str:
    try:
        return PartialDate(*(int(part) for part in typed.split("-"))).iso()
    except (TypeError, ValueError):
        raise PeopleError("Write a year, a month or a day like this: 2014, 2014-03 or 2014-03-12.") from None


def _sealed(vault: Vault, person_id: UUID, said: Said) -> Iterator[tuple[str, bytes | None]]:
    if said.stayed and said.stayed not in (*STAYED_IN, TAKEN_OUT):
        raise PeopleError(f"They were in one of {', '.join(STAYED_IN)}.")
    told = {"stayed": (STAYED, said.stayed), "collector": (COLLECTOR, said.collector)}
    for name, (label, typed) in {**told, "guardian": (GUARDIAN, said.guardian)}.items():
        words = " ".join(typed.split())
        if words:
            yield name, None if words == TAKEN_OUT else vault.seal(label, person_id, words)


def _vulnerability(typed: str, before: str) -> str:
    words = [word.strip() for word in typed.split(",") if word.strip()]
    wrong = [word for word in words if word not in VULNERABLE and word != NONE]
    if wrong or (NONE in words and len(words) > 1):
        raise PeopleError(f"Vulnerability is some of {', '.join(VULNERABLE)}, or {NONE}.")
    follows = [WOMAN_HEAD] if WOMAN_HEAD in before.split() else []
    return " ".join([*(word for word in dict.fromkeys(words) if word != NONE), *follows])
