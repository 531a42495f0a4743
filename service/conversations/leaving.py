"""What becomes of a conversation that is left: a draft in a row of its own, or a row that frees its carrier's id."""

from sqlalchemy import Connection, bindparam, update

from service.conversations.sessions import TABLE, Session, add
from service.ids import uuid7
from service.models.conversation import ConversationState
from service.vault import Vault

_CHANGE = update(TABLE).where(TABLE.c.id == bindparam("row_id"))


def park(db: Connection, vault: Vault, session: Session) -> None:
    """A journey left for the menu: its answers become a draft with a row of their own."""
    own = uuid7()
    used = _used(session.moved(id=own))
    row = session.moved(id=own, session_id=used, state=ConversationState.DROPPED, draft=True, reply="", ends=True)
    add(db, vault, row)


def retire(db: Connection, session: Session) -> None:
    """Free the carrier's id for its next call: the row keeps it with its own id behind."""
    db.execute(_CHANGE, {"row_id": session.id, "session_id": _used(session)})


def drop(db: Connection, session: Session) -> None:
    """Leave an open conversation for good: its answers, where they are kept, are a draft. Its id is free."""
    values = {"session_id": _used(session), "state": ConversationState.DROPPED}
    db.execute(_CHANGE, {"row_id": session.id, **values})


def _used(session: Session) -> str:
    return f"{session.session_id[:64]}~{session.id.hex}"
