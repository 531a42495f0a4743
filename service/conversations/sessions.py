"""The conversation's row: one a session, read once and written once a hop.

An open row whose answers are kept is the draft that a redial offers to continue (docs/decisions/0005).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, update

from flows.changed import changed
from flows.state import Progress
from service.conversations.ahead import TABLE, row_of
from service.conversations.input import Seen
from service.ids import uuid7
from service.models.conversation import ConversationState
from service.prepared import Adding, Prepared
from service.programme.phones import PhoneRow
from service.vault import Vault

_NOWHERE = Progress("", "", "")
_NOTHING_KEPT: tuple[Progress | None, bool, str, str] = (None, False, "", "")
_PROGRESS, _REPLY = "conversation.progress", "conversation.reply"


@dataclass(frozen=True)
class Session:
    """A conversation in flight, opened. `stranger`: on a shared phone, none of the people known. `caller`:
    the fact of that name as this call found it; "" where it has to be found out (again). `wanted`: the journey
    that a keyword asked for, for as long as it is not known who wrote it."""

    id: UUID
    gateway: str
    session_id: str
    channel: str
    phone_id: UUID
    phone_mac: bytes
    language: str
    seen: Seen
    started_at: datetime
    progress: Progress | None = None
    person_id: UUID | None = None
    stranger: bool = False
    caller: str = ""
    wanted: str = ""
    state: str = ConversationState.OPEN
    draft: bool = False
    sensitive: bool = False
    reply: str = ""
    ends: bool = False
    hops: int = 0
    new_phone: bool = False
    """The phone has just been heard of for the first time (not kept: true for a call's first hop)."""

    @property
    def kept_person(self) -> UUID | None:
        """The person as the row names them: in a sensitive conversation nobody."""
        return None if self.sensitive else self.person_id

    def moved(self, **changes: object) -> "Session":
        return changed(self, **changes)


_ADD = Adding(TABLE)
_KEPT = (
    "person_id language state draft sensitive journey screen version seen_len seen_mac turn progress reply"
    " reply_ends hops touched_at ended_at"
).split()
_INDEXED = frozenset({"person_id", "state"})
"""What a hop in the middle of a call leaves as it is: not even named, their indexes are not written."""


def _keeping(names: Iterable[str]) -> Prepared:
    values = {name: bindparam(f"new_{name}", type_=TABLE.c[name].type) for name in names}
    return Prepared(update(TABLE).where(TABLE.c.id == bindparam("row_id")).values(values))


_KEEP = _keeping(_KEPT)
_KEEP_ON = _keeping(name for name in _KEPT if name not in _INDEXED)


def find(db: Connection, vault: Vault, gateway: str, session: str) -> Session | None:
    """The row of a session, locked where the database locks rows; None on its first hop."""
    row = row_of(db, gateway, session)
    return None if row is None else opened(vault, row)


def opened(vault: Vault, row: Any) -> Session:
    """A row with its sealed columns opened."""
    progress, stranger, caller, wanted = _NOTHING_KEPT
    if row.progress:
        progress, stranger, caller, wanted = _read_state(vault.open(_PROGRESS, row.id, row.progress))
    return Session(
        id=row.id,
        gateway=row.gateway,
        session_id=row.session_id,
        channel=row.channel,
        phone_id=row.phone_id,
        phone_mac=row.phone_mac,
        language=row.language,
        seen=Seen(row.seen_len, row.seen_mac, row.turn, row.touched_at),
        started_at=row.started_at,
        progress=progress,
        person_id=row.person_id,
        stranger=stranger,
        caller=caller,
        wanted=wanted,
        state=row.state,
        draft=row.draft,
        sensitive=row.sensitive,
        reply=vault.open(_REPLY, row.id, row.reply) if row.reply else "",
        ends=row.reply_ends,
        hops=row.hops,
    )


def begun(gateway: str, session: str, channel: str, phone: PhoneRow, language: str, now: datetime) -> Session:
    """A new conversation, not yet written."""
    seen = Seen(0, b"", "", now)
    row = Session(uuid7(), gateway, session, channel, phone.id, phone.number_mac, language, seen, now)
    return row.moved(new_phone=phone.new)


def add(db: Connection, vault: Vault, session: Session) -> None:
    """Write a conversation's first hop. IntegrityError where another process was first."""
    _ADD.row(db, {**_columns_of(vault, session), **_fixed_of(session)})


def keep(db: Connection, vault: Vault, before: Session, session: Session) -> None:
    """Write a conversation's later hop. `before`: the row as it stands."""
    goes_on = (before.state, before.kept_person) == (session.state, session.kept_person)
    values = {f"new_{name}": value for name, value in _columns_of(vault, session).items()}
    (_KEEP_ON if goes_on else _KEEP).write(db, row_id=session.id, **values)


def _fixed_of(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "gateway": session.gateway,
        "session_id": session.session_id,
        "channel": session.channel,
        "phone_id": session.phone_id,
        "phone_mac": session.phone_mac,
        "started_at": session.started_at,
    }


def _columns_of(vault: Vault, session: Session) -> dict[str, object]:
    """What a hop changes. A sensitive conversation leaves its neutral columns blank, and nothing at all
    of its answers once it has ended."""
    progress = session.progress
    plain = progress if progress and not session.sensitive else _NOWHERE
    kept = None if session.sensitive and session.ends else progress
    return {
        "person_id": session.kept_person,
        "language": session.language,
        "state": session.state,
        "draft": session.draft,
        "sensitive": session.sensitive,
        "journey": plain.flow,
        "screen": plain.screen,
        "version": plain.version,
        "seen_len": session.seen.length,
        "seen_mac": session.seen.mac,
        "turn": session.seen.turn,
        "progress": vault.seal(_PROGRESS, session.id, _state(session, kept)) if kept else None,
        "reply": vault.seal(_REPLY, session.id, session.reply),
        "reply_ends": session.ends,
        "hops": session.hops,
        "touched_at": session.seen.touched_at,
        "ended_at": session.seen.touched_at if session.ends else None,
    }


def _state(session: Session, progress: Progress) -> str:
    who = f"{'1' if session.stranger else '0'}{session.caller}"
    return f"{who}{'>' if session.wanted else ''}{session.wanted}|{progress.to_json()}"


def _read_state(text: str) -> tuple[Progress, bool, str, str]:
    who, _, progress = text.partition("|")
    caller, _, wanted = who[1:].partition(">")
    return Progress.from_json(progress), who[0] == "1", caller, wanted


def reopened(vault: Vault, row: Any) -> Progress | None:
    """The progress of a row read elsewhere (a draft, a sweep)."""
    return _read_state(vault.open(_PROGRESS, row.id, row.progress))[0] if row.progress else None


__all__ = ["TABLE", "Session", "add", "begun", "find", "keep", "opened", "reopened"]
