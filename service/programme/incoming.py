"""SMS that people send us: each kept once, whatever it holds, and words that fit nothing else are a case.

What a text means is found out by conversations/texting.py; what an operator sends is kept and never answered.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select, update

from flows.answers import clean
from flows.changed import changed
from flows.spelling import folded
from service.gateways.port import IncomingText
from service.ids import uuid7
from service.models.case import CaseType
from service.models.incoming import IncomingKind
from service.prepared import Adding, Prepared
from service.programme import identity, messages, notices, phones
from service.programme import tables as t
from service.programme.casework import NewCase, open_or_join
from service.programme.context import Context
from service.programme.known import told_before

SENDER, WORDS, DIGEST = "incoming_sms.sender", "incoming_sms.words", "incoming_sms"
"""The labels of the sealed columns, and the kind of the hash."""
BY_SMS = "sms"
"""The topic of the case that free words become."""
MOST_WORDS = 500
RECEIPT_EVERY = timedelta(days=1)
"""How often, at most, a phone is told that its words have come: two lines that answer each other must end."""

_NUMBER = re.compile(r"\+?([0-9]{8,15})", re.ASCII)
_OPERATORS_SAY = tuple(
    folded(words)
    for words in (
        "Peux-tu me rappeler au numero suivant",
        "Peux-tu recharger mon compte",
        "Rappellez moi s'il vous plait au numero suivant",
        "Messagerie Vocale:",
    )
)
"""How Orange Mali's and Malitel's own texts begin (collected by a hotline of Mali; domain notes). They come with the
number of whoever pressed a key for them."""

_ADD = Adding(t.incoming_sms, "gateway", "carrier_id")
_SETTLE = Prepared(
    update(t.incoming_sms)
    .where(t.incoming_sms.c.id == bindparam("row_id"))
    .values(
        kind=bindparam("found"),
        case_id=bindparam("into", type_=t.incoming_sms.c.case_id.type),
        answers_id=bindparam("answers", type_=t.incoming_sms.c.answers_id.type),
        conversation_id=bindparam("within", type_=t.incoming_sms.c.conversation_id.type),
    )
)
_BEFORE = (
    select(t.incoming_sms.c.id, t.incoming_sms.c.words)
    .where(t.incoming_sms.c.conversation_id == bindparam("which"), t.incoming_sms.c.id != bindparam("own"))
    .order_by(t.incoming_sms.c.id.desc())
    .limit(1)
)
_RECEIPT = (
    select(t.message.c.id)
    .where(
        t.message.c.phone_id == bindparam("which"),
        t.message.c.kind == notices.RECEIPT,
        t.message.c.created_at > bindparam("since"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as it was kept. `kind` WORDS where it is not known yet what it means; `phone` None where the sender is no
    phone."""

    id: UUID
    kind: IncomingKind
    phone: phones.PhoneRow | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a text was taken for, and where it went."""

    kind: IncomingKind
    case_id: UUID | None = None
    answers_id: UUID | None = None
    conversation_id: UUID | None = None


def keep(ctx: Context, text: IncomingText) -> Kept | None:
    """Keep a text; None where it was kept already, by its id or as the carrier's other way told of it: a repeated text
    does nothing."""
    number = _NUMBER.fullmatch(text.sender)
    phone = phones.phone_for(ctx.db, ctx.vault, f"+{number[1]}", ctx.now) if number else None
    kept = Kept(uuid7(), _kind(text) if phone else IncomingKind.OPERATOR, phone)
    row = _row(ctx, text, kept)
    return kept if _ADD.once(ctx.db, row) and not told_before(ctx.db, row) else None


def _digest(ctx: Context, text: IncomingText) -> bytes:
    at = text.written_at or (None if text.carrier_id else ctx.now)
    minute = at.strftime("%Y-%m-%dT%H:%M") if at else ""
    return ctx.vault.index(DIGEST, "\0".join((text.sender, text.addressee, text.words, minute)))


def settle(ctx: Context, kept: Kept, taken: Taken) -> None:
    """Note what a text was taken for."""
    _SETTLE.write(
        ctx.db,
        row_id=kept.id,
        found=taken.kind,
        into=taken.case_id,
        answers=taken.answers_id,
        within=taken.conversation_id,
    )


def opt_out(ctx: Context, number: str) -> None:
    """A number that the carrier will not deliver to any more, by its owner's wish: no confirmation could reach it."""
    phone = phones.phone_named(ctx.db, ctx.vault, number, ctx.now)
    messages.stop_phone(ctx, phone.id)


def _kind(text: IncomingText) -> IncomingKind:
    words = folded(text.words)
    if not words:
        return IncomingKind.EMPTY
    return IncomingKind.OPERATOR if words.startswith(_OPERATORS_SAY) else IncomingKind.WORDS


def _row(ctx: Context, text: IncomingText, kept: Kept) -> dict[str, object]:
    digest = _digest(ctx, text)
    return {
        "id": kept.id,
        "gateway": text.gateway,
        "carrier_id": text.carrier_id or digest.hex(),
        "digest": digest,
        "sender": ctx.vault.seal(SENDER, kept.id, text.sender),
        "addressee": text.addressee,
        "words": ctx.vault.seal(WORDS, kept.id, text.words),
        "kind": kept.kind,
        "phone_id": kept.phone.id if kept.phone else None,
        "written_at": text.written_at,
        "at": ctx.now,
    }


def as_theirs(ctx: Context, phone: phones.PhoneRow) -> Context:
    """Of a phone that serves several people nobody knows who wrote."""
    people = identity.people_on(ctx.db, phone.id)
    person_id = people[0].id if len(people) == 1 else None
    return changed(ctx, phone_id=phone.id, language=phone.language or ctx.language, person_id=person_id)


def words_before(ctx: Context, kept: Kept) -> str:
    """The text of the same conversation before this one; "" for none."""
    row = ctx.db.execute(_BEFORE, {"which": ctx.conversation_id, "own": kept.id}).first()
    return ctx.vault.open(WORDS, row.id, row.words) if row else ""


def words_to_case(ctx: Context, words: str) -> UUID:
    """Words are a case, or join the one that is open; the phone hears of it, at most once a day. Its id."""
    opened = open_or_join(ctx, NewCase(CaseType.QUESTION, BY_SMS, clean(words)[:MOST_WORDS], text=""))
    since = ctx.now - RECEIPT_EVERY
    if ctx.db.execute(_RECEIPT, {"which": ctx.phone_id, "since": since}).first() is None:
        notices.send(
            ctx,
            "sms_case",
            opened.results,
            phone_id=ctx.phone_id,
            kind=notices.RECEIPT,
            person_id=ctx.person_id,
            case_id=opened.case_id,
        )
    return opened.case_id
