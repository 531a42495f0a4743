"""One SMS from staff to one person or number: before campaigns, after replies."""

from uuid import UUID

from sqlalchemy import bindparam, select

from flows.codes import spaced, tidy
from flows.phones import read_phone
from service.messaging.outbox import has_stopped, queue
from service.models.message import Priority
from service.models.phone import PhoneState
from service.programme import audit, phones
from service.programme import tables as t
from service.programme.campaigns.audience import Audience, is_card
from service.programme.campaigns.recipients import Pages
from service.programme.campaigns.wording import CampaignError, faults_of, tidied
from service.programme.context import Context
from service.programme.identity import people_on
from service.programme.people.holder import holder_of

KIND = "staff"


def send_one(ctx: Context, to: str, text: str, by: UUID) -> UUID:
    """Queue a text to a number, or to whoever has a card code; the message's id. Raises CampaignError."""
    words = tidied({"": text})[""]
    reasons = _faults(words)
    phone_id, person_id = _reached(ctx, to, reasons)
    if phone_id is not None:
        reasons += _hindrances(ctx, phone_id)
    if reasons or phone_id is None:
        raise CampaignError(reasons)
    return _queued(ctx, phone_id, person_id, words, by)


def write_back(ctx: Context, incoming_id: UUID, text: str, by: UUID) -> UUID:
    """Queue a text to the phone that a text came from; the message's id. Raises CampaignError."""
    phone_id = ctx.db.scalar(_CAME_FROM, {"which": incoming_id})
    if phone_id is None:
        raise CampaignError(["Nobody can be written to: this text came from no phone."])
    words = tidied({"": text})[""]
    if reasons := [*_faults(words), *_hindrances(ctx, phone_id)]:
        raise CampaignError(reasons)
    people = people_on(ctx.db, phone_id)
    # On a phone of several people nobody knows who wrote.
    return _queued(ctx, phone_id, people[0].id if len(people) == 1 else None, words, by)


_CAME_FROM = select(t.incoming_sms.c.phone_id).where(t.incoming_sms.c.id == bindparam("which"))


def _faults(words: str) -> list[str]:
    """What is wrong with the text; it is not the part of a sentence here."""
    return [fault[0].upper() + fault[1:] for fault in faults_of(words, fields=())]


def _queued(ctx: Context, phone_id: UUID, person_id: UUID | None, words: str, by: UUID) -> UUID:
    message_id = queue(
        ctx.db,
        ctx.vault,
        phone_id=phone_id,
        body=words,
        language="",
        kind=KIND,
        priority=Priority.SMALL,
        now=ctx.now,
        person_id=person_id,
    )
    audit.add(ctx.db, ctx.now, str(by), "sms sent", "message", message_id)
    return message_id


def _reached(ctx: Context, to: str, reasons: list[str]) -> tuple[UUID | None, UUID | None]:
    """(phone, person); what is wrong is added to the reasons."""
    if is_card(to):
        person_id = holder_of(ctx.db, ctx.vault, tidy(to))
        if person_id is None:
            reasons.append(f"Nobody has the card code {spaced(tidy(to))}.")
            return None, None
        found, _ = Pages(Audience({}, (person_id,)), ctx.now.date()).page(ctx.db)
        phone_id = found[0].phone_id if found else None
        if phone_id is None:
            reasons.append("This person has no phone.")
        return phone_id, person_id
    number = read_phone(to)
    if number is None:
        reasons.append("That is neither a card code nor a phone number: 9 digits of a card, 8 of Mali, or + and all.")
        return None, None
    return phones.phone_named(ctx.db, ctx.vault, number, ctx.now).id, None


def _hindrances(ctx: Context, phone_id: UUID) -> list[str]:
    row = ctx.db.execute(select(t.phone.c.state, has_stopped.label("stopped")).where(t.phone.c.id == phone_id)).one()
    found: list[str] = []
    if row.stopped:
        found.append("This phone said STOP: no text goes to it.")
    if row.state == PhoneState.WRONG.value:
        found.append("The carrier says that there is no such number.")
    if row.state == PhoneState.UNVERIFIED.value:
        found.append("Nobody knows whose number this is now: its owner has to call first.")
    return found
