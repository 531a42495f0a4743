"""The versions of a journey, and how many conversations are still in the middle of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from service.models.conversation import ConversationState
from service.programme import tables as t

_VERSIONS = (
    select(t.journey_version.c.digest, t.journey_version.c.at)
    .where(t.journey_version.c.journey == bindparam("name"))
    .order_by(t.journey_version.c.at.desc(), t.journey_version.c.digest)
    .limit(bindparam("most"))
)
_KNOWN = select(t.journey_version.c.journey, func.count().label("versions")).group_by(t.journey_version.c.journey)
_CONVERSATION = t.conversation.c
_GOES_ON = _CONVERSATION.state == ConversationState.OPEN.value
_WAITS = and_(_CONVERSATION.state == ConversationState.DROPPED.value, _CONVERSATION.draft)
_IN_THE_MIDDLE = (
    select(_CONVERSATION.version, _CONVERSATION.state, func.count().label("number"))
    .where(
        _CONVERSATION.journey == bindparam("name"),
        or_(_GOES_ON, _WAITS),
        _CONVERSATION.started_at >= bindparam("since"),
    )
    .group_by(_CONVERSATION.version, _CONVERSATION.state)
)
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Edition:
    """One version. `open`: conversations that go on; `waiting`: calls that broke off and may be continued."""

    digest: str
    since: datetime
    is_today: bool
    open: int
    waiting: int


def editions(db: Connection, name: str, today: str, since: datetime) -> Sequence[Edition]:
    """The newest versions first, at most MOST_SHOWN. `today`: the digest of the version that new calls begin with;
    `since`: what began before cannot be continued any more. Of a sensitive journey nobody can be counted: its
    conversations do not say which it is."""
    found = Counter[tuple[str, str]]()
    for row in db.execute(_IN_THE_MIDDLE, {"name": name, "since": since}):
        found[row.version, row.state] = row.number
    return [
        Edition(
            row.digest,
            row.at,
            row.digest == today,
            found[row.digest, ConversationState.OPEN.value],
            found[row.digest, ConversationState.DROPPED.value],
        )
        for row in db.execute(_VERSIONS, {"name": name, "most": MOST_SHOWN})
    ]


def how_many(db: Connection) -> Counter[str]:
    """Journey → how many versions it had."""
    return Counter({row.journey: row.versions for row in db.execute(_KNOWN)})
