"""Cases about deliveries: what did not come, what was asked in return, and two words that differ."""

from uuid import UUID

from sqlalchemy import bindparam, select

from flows.changed import changed
from service.models.case import CaseType
from service.models.kit import Overall
from service.programme import tables as t
from service.programme.casework import KIT, PAYMENT, NewCase, add_event, open_or_join
from service.programme.context import Context, Results
from service.programme.distribution.comparing import Said, Words, words_of
from service.programme.labels import EVENT_WORDS

BOTH_WORDS = "both words"
"""The event of a case that holds what the agent noted and what the person says, item by item."""
NO_PHONE = UUID(int=0)

_TOLD_LAST = (
    select(t.case_event.c.id, t.case_event.c.words)
    .where(t.case_event.c.case_id == bindparam("which"), t.case_event.c.kind == BOTH_WORDS)
    .order_by(t.case_event.c.id.desc())
    .limit(1)
)
_FROM = select(t.receipt.c.phone_id).where(t.receipt.c.id == bindparam("which"))
_LATEST_PHONE = (
    select(t.person_phone.c.phone_id)
    .where(t.person_phone.c.person_id == bindparam("who"), t.person_phone.c.until.is_(None))
    .order_by(t.person_phone.c.since.desc())
    .limit(1)
)


def case_of_receipt(ctx: Context, delivery_id: UUID, receipt_id: UUID, asked: bool) -> Results:
    """The case that a receipt opens or joins: about the payment where something was `asked` in return, else about the
    kit where not all came, or where the agent says otherwise. What the caller did not complain of is no news to them:
    then there are no results and no SMS."""
    words = words_of(ctx.db, [delivery_id])[delivery_id]
    said = next(one for one in words.said if one.receipt_id == receipt_id)
    differs = any(one.receipt_id == receipt_id for one in words.differing())
    is_told = asked or said.overall != Overall.ALL
    if not is_told and not differs:
        return {}
    results = _open(ctx, _new(delivery_id, PAYMENT if asked else KIT, "sms_case" if is_told else ""), words, said)
    return results if is_told else {}


def cases_of_difference(ctx: Context, delivery_id: UUID, but: UUID | None = None) -> None:
    """A case for each person whose counted word the agent's does not fit, since the agent spoke, or spoke again, or an
    earlier word stands again. `but`: the receipt whose case is open already."""
    words = words_of(ctx.db, [delivery_id])[delivery_id]
    for said in (one for one in words.differing() if one.receipt_id != but):
        phone_id = ctx.db.execute(_FROM, {"which": said.receipt_id}).scalar()
        _open(_as_of(ctx, said.person_id, phone_id), _new(delivery_id), words, said)


def case_of_check(ctx: Context, delivery_id: UUID, person_id: UUID) -> None:
    """A case of somebody who was asked, and said that it was not as it stands written."""
    words = words_of(ctx.db, [delivery_id])[delivery_id]
    phone_id = ctx.db.execute(_LATEST_PHONE, {"who": person_id}).scalar()
    said = next((one for one in words.said if one.counted and one.person_id == person_id), None)
    _open(_as_of(ctx, person_id, phone_id), _new(delivery_id), words, said)


def told(ctx: Context, words: Words, said: Said | None) -> str:
    """Both words in a line, in the programme's language: « Filets : agent 4, personne 3. »; "" where they are one."""
    language = ctx.settings.default_language
    differing = (
        ctx.say(
            "both_words",
            language,
            {"item": item.names.get(language) or item.names["fr"], "agent": str(item.brought), "person": str(count)},
        )
        for item in words.items
        if said and (count := said.counts.get(item.id, item.brought)) != item.brought
    )
    return " ".join(differing)


def _new(delivery_id: UUID, topic: str = KIT, text: str = "") -> NewCase:
    return NewCase(CaseType.REPORT, topic, delivery_id=delivery_id, text=text)


def _open(ctx: Context, new: NewCase, words: Words, said: Said | None) -> Results:
    opened = open_or_join(ctx, new)
    both = told(ctx, words, said)
    if both and both != _told_last(ctx, opened.case_id):
        add_event(ctx, opened.case_id, BOTH_WORDS, both)
    return opened.results


def _told_last(ctx: Context, case_id: UUID) -> str:
    row = ctx.db.execute(_TOLD_LAST, {"which": case_id}).first()
    return ctx.vault.open(EVENT_WORDS, row.id, row.words) if row else ""


def _as_of(ctx: Context, person_id: UUID, phone_id: UUID | None) -> Context:
    """The context of somebody who is not calling just now."""
    return changed(ctx, person_id=person_id, phone_id=phone_id or NO_PHONE, conversation_id=None)
