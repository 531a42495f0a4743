"""SMS that people send us: each kept once, whatever it holds. STOP and START do what they say; what an operator
sends is kept and never answered; any other words become a case, or join the one that is open."""

import re
from uuid import UUID

from sqlalchemy import bindparam, update

from flows.answers import clean
from flows.changed import changed
from flows.effects import StopMessages
from flows.keywords import is_keyword
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

SENDER, WORDS, DIGEST = "incoming_sms.sender", "incoming_sms.words", "incoming_sms"
"""The labels of the sealed columns, and the kind of the hash."""
BY_SMS = "sms"
"""The topic of the case that free words become."""
REPEATED = "repeated"
MOST_WORDS = 500

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
_TO_CASE = Prepared(
    update(t.incoming_sms).where(t.incoming_sms.c.id == bindparam("row_id")).values(case_id=bindparam("into"))
)


def take(ctx: Context, text: IncomingText, stop_words: str, start_words: str) -> str:
    """Keep a text and do what it asks for; its kind, or REPEATED where it was kept already."""
    number = _NUMBER.fullmatch(text.sender)
    phone = phones.phone_for(ctx.db, ctx.vault, f"+{number[1]}", ctx.now) if number else None
    kind = _kind(text, stop_words, start_words) if phone else IncomingKind.OPERATOR
    row_id = uuid7()
    if not _ADD.once(ctx.db, _row(ctx, text, row_id, kind, phone.id if phone else None)):
        return REPEATED
    if phone is not None:
        _do(_as_their(ctx, phone), kind, text, row_id)
    return kind


def opt_out(ctx: Context, number: str) -> None:
    """A number that the carrier will not deliver to any more, by its owner's wish: no confirmation could reach it."""
    phone = phones.phone_named(ctx.db, ctx.vault, number, ctx.now)
    messages.stop_phone(ctx, phone.id)


def _kind(text: IncomingText, stop_words: str, start_words: str) -> IncomingKind:
    words = folded(text.words)
    if not words:
        return IncomingKind.EMPTY
    if words.startswith(_OPERATORS_SAY):
        return IncomingKind.OPERATOR
    if is_keyword(text.words, stop_words):
        return IncomingKind.STOP
    return IncomingKind.START if is_keyword(text.words, start_words) else IncomingKind.WORDS


def _row(
    ctx: Context, text: IncomingText, row_id: UUID, kind: IncomingKind, phone_id: UUID | None
) -> dict[str, object]:
    minute = text.written_at.strftime("%Y-%m-%dT%H:%M") if text.written_at else ""
    return {
        "id": row_id,
        "gateway": text.gateway,
        "carrier_id": text.carrier_id,
        "digest": ctx.vault.index(DIGEST, "\0".join((text.sender, text.addressee, text.words, minute))),
        "sender": ctx.vault.seal(SENDER, row_id, text.sender),
        "addressee": text.addressee,
        "words": ctx.vault.seal(WORDS, row_id, text.words),
        "kind": kind,
        "phone_id": phone_id,
        "written_at": text.written_at,
        "at": ctx.now,
    }


def _as_their(ctx: Context, phone: phones.PhoneRow) -> Context:
    """Of a phone that serves several people nobody knows who wrote."""
    people = identity.people_on(ctx.db, phone.id)
    person_id = people[0].id if len(people) == 1 else None
    return changed(ctx, phone_id=phone.id, language=phone.language or ctx.language, person_id=person_id)


def _do(ctx: Context, kind: IncomingKind, text: IncomingText, row_id: UUID) -> None:
    match kind:
        case IncomingKind.STOP:
            messages.stop(ctx, StopMessages())
        case IncomingKind.START:
            if messages.start_again(ctx):
                notices.send(ctx, "sms_resumed", {}, phone_id=ctx.phone_id, kind=notices.STARTED)
        case IncomingKind.WORDS:
            words = clean(text.words)[:MOST_WORDS]
            opened = open_or_join(ctx, NewCase(CaseType.QUESTION, BY_SMS, words))
            _TO_CASE.write(ctx.db, row_id=row_id, into=opened.case_id)
