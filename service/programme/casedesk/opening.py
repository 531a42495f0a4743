"""A case that staff open for somebody: who came to the office, who was met in the village, who called a colleague.

It is a case like one by phone: it joins what is open on the same matter, is confirmed by SMS, and its answer waits on
the line for whoever may hear it there.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, case, select, update

from flows.changed import changed
from flows.phones import read_phone
from service.models.case import CaseState, CaseType
from service.models.person import PersonState
from service.models.staff import Role
from service.programme import audit, identity, phones
from service.programme import tables as t
from service.programme.casedesk.answering import phone_of
from service.programme.casedesk.steps import CaseError, NoCase, found, worker
from service.programme.casework import NewCase, open_or_join
from service.programme.context import Context
from service.programme.people.holder import check_theirs, shown

MOST_WORDS = 2000
OPENED = "case opened"
_NO_PHONE = UUID(int=0)
_PERSON = select(t.person.c.id, t.person.c.language, t.person.c.place).where(
    t.person.c.id == bindparam("who"), t.person.c.state == PersonState.ACTIVE.value
)
_ROLE = select(t.staff.c.role).where(t.staff.c.id == bindparam("who"))
_TAKE = (
    update(t.case)
    .where(t.case.c.id == bindparam("which"), t.case.c.assigned_to.is_(None))
    .values(
        assigned_to=bindparam("whose"),
        state=case((t.case.c.state == CaseState.NEW.value, CaseState.ASSIGNED.value), else_=t.case.c.state),
    )
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody says to a member of staff. `tells`: they get an SMS with the reference, if they have a phone."""

    type: CaseType
    words: str
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """The case that stands, its reference in pairs, whether it was open before, and whether whoever opened it may look
    at it: what an agent says may join a case that was given to another."""

    case_id: UUID
    reference: str
    joined: bool
    theirs: bool


def whose(ctx: Context, person_id: UUID) -> str:
    """« Aminata T. 123 456 786 »: for whom a case is to be opened. Raises CaseError, PeopleError."""
    _theirs(ctx, person_id)
    return shown(ctx.db, ctx.vault, person_id)


def _theirs(ctx: Context, person_id: UUID) -> t.AnyRow:
    person = ctx.db.execute(_PERSON, {"who": person_id}).first()
    if person is None:
        raise CaseError("This person's file is closed: no case is opened in their name.")
    check_theirs(ctx.db, worker(ctx), person.place)
    return person


def open_for(ctx: Context, person_id: UUID, heard: Heard) -> Told:
    """Open a case for a person who is registered. Raises CaseError, PeopleError where they are not theirs."""
    person = _theirs(ctx, person_id)
    phone = phone_of(ctx, person_id)
    language = person.language or (phone.language if phone else "")
    return _opened(ctx, heard, person_id, phone.id if phone else None, language)


def open_without(ctx: Context, number: str, heard: Heard) -> Told:
    """Open a case for somebody who is not registered, or does not want to say who they are. `number`: where they can
    be reached, "" for nowhere. Raises CaseError."""
    if not number:
        return _opened(ctx, heard, None, None, "")
    read = read_phone(number)
    if read is None:
        raise CaseError("That is no phone number: 8 digits of Mali, or + and the country's code.")
    phone = phones.phone_named(ctx.db, ctx.vault, read, ctx.now, language=ctx.settings.default_language)
    if identity.people_on(ctx.db, phone.id):
        raise CaseError("Somebody is registered on this number: find them among the people, and open it for them.")
    return _opened(ctx, heard, None, phone.id, phone.language)


def _opened(ctx: Context, heard: Heard, person_id: UUID | None, phone_id: UUID | None, language: str) -> Told:
    words = " ".join(heard.words.split())
    if not words:
        raise CaseError("Say in a few words what it is about.")
    if len(words) > MOST_WORDS:
        raise CaseError(f"A case has {MOST_WORDS} characters at most; this one has {len(words)}.")
    may_tell = heard.tells and phone_id is not None and not phones.is_unverified(ctx.db, phone_id)
    caller = changed(
        ctx,
        person_id=person_id,
        phone_id=phone_id or _NO_PHONE,
        language=language or ctx.settings.default_language,
    )
    new = NewCase(heard.type, words=words, text="sms_case" if may_tell else "", by=worker(ctx))
    opened = open_or_join(caller, new)
    audit.record(ctx, OPENED, "case", opened.case_id, heard.type.value)
    if ctx.db.scalar(_ROLE, {"who": worker(ctx)}) == Role.FIELD_AGENT:
        _keep(ctx, opened.case_id)
    joined, theirs = not opened.is_new, _is_theirs(ctx, opened.case_id)
    return Told(opened.case_id, opened.results["reference"], joined=joined, theirs=theirs)


def _is_theirs(ctx: Context, case_id: UUID) -> bool:
    try:
        return found(ctx, case_id) is not None
    except NoCase:
        return False


def _keep(ctx: Context, case_id: UUID) -> None:
    """An agent works on what was given to them alone: what they open is theirs, unless somebody has it already."""
    ctx.db.execute(_TAKE, {"which": case_id, "whose": worker(ctx)})
