"""A person registered by staff, in the office or from paper: as on the line, consent first, and the card at the end."""

from dataclasses import dataclass
from uuid import UUID

from flows.changed import changed
from flows.codes import tidy
from flows.effects import RegisterReturnee
from flows.phones import read_phone
from service.models.person import ConsentPurpose, PersonOrigin
from service.programme import consents
from service.programme.context import Context
from service.programme.people.bands import MOST
from service.programme.people.correcting import EARLIEST
from service.programme.people.holder import PeopleError, check_theirs, holder_of
from service.programme.registration import ROLES, register_returnee

ADULT = 18
LONGEST_NAME = 60
"""Characters, as on the line."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be registered, as it was typed. `consent`, `sharing`: yes, no or ""; `role`: of registration.ROLES;
    `place`: a P-code; `guardian`: the adult who answers for somebody under ADULT years."""

    consent: str
    name: str
    role: str
    born: str
    size: str
    place: str
    language: str = ""
    phone: str = ""
    guardian: str = ""
    sharing: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """`code`: of their card, in threes."""

    person_id: UUID
    code: str


def register(ctx: Context, new: NewPerson) -> Registered:
    """Register somebody who agreed to it; the same name, sex and year by the same member of staff within ten minutes
    is the same person. Raises PeopleError."""
    if ctx.staff_id is None:
        raise LookupError("a registration without the member of staff who makes it")
    effect = _checked(ctx, new)
    check_theirs(ctx.db, ctx.staff_id, new.place)
    code = register_returnee(changed(ctx, language=new.language or ctx.settings.default_language), effect)["card_code"]
    person_id = holder_of(ctx.db, ctx.vault, tidy(code))
    if person_id is None:
        raise LookupError("somebody who was registered just now is not there")
    if new.sharing in (consents.YES, "no"):
        consents.add(ctx, person_id, ConsentPurpose.SHARING, given=new.sharing == consents.YES)
    return Registered(person_id, code)


def _checked(ctx: Context, new: NewPerson) -> RegisterReturnee:
    """What the line would have asked for, as it would have taken it."""
    if new.consent != consents.YES:
        raise PeopleError("Without the person's consent nothing is kept: ask them first.")
    name = _name(new.name, "Write the person's name.")
    if new.role not in ROLES:
        raise PeopleError("Say whether it is a woman or a man, and whether they head their household.")
    born = _whole(new.born, EARLIEST, ctx.now.year, f"A year of birth is between {EARLIEST} and {ctx.now.year}.")
    size = _whole(new.size, 1, MOST, f"A household has 1 to {MOST} people.")
    if not new.place:
        raise PeopleError("Say where they live: a village.")
    minor = ctx.now.year - born < ADULT
    guardian = _name(new.guardian, "Under 18: write the name of the adult who answers for them.") if minor else ""
    return RegisterReturnee(
        consent=consents.YES,
        behalf=PersonOrigin.AGENT.value,
        name=name,
        role=new.role,
        birth_year=float(born),
        household_size=float(size),
        place=new.place,
        guardian=guardian,
        phone=_number(new.phone),
    )


def _name(typed: str, missing: str) -> str:
    name = " ".join(typed.split())
    if not any(character.isalpha() for character in name):
        raise PeopleError(missing)
    if len(name) > LONGEST_NAME:
        raise PeopleError(f"A name has {LONGEST_NAME} letters at most.")
    return name


def _whole(typed: str, least: int, most: int, wrong: str) -> int:
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 6
    if not is_number or not least <= int(typed) <= most:
        raise PeopleError(wrong)
    return int(typed)


def _number(typed: str) -> str:
    if not typed:
        return ""
    number = read_phone(typed)
    if number is None:
        raise PeopleError("That is no phone number: 8 digits of Mali, or + and the country's code.")
    return number
