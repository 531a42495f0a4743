"""Where calls are left: screen by screen, the conversations of the last days that ended there before their end.

What is taken up again later was left all the same. Sensitive conversations are in no count here: their rows name no
journey and no screen, and a journey that is sensitive has no others.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select

from service.models.conversation import ConversationState
from service.programme import tables as t
from service.programme.pulse.traffic import EVERY_STATE

LEFT = (ConversationState.DROPPED.value, ConversationState.RESUMED.value, ConversationState.DISCARDED.value)
"""States of a conversation that was left before its end, whatever became of it later."""

_talk = t.conversation.c
_BY_SCREEN = (
    select(
        _talk.journey,
        _talk.screen,
        func.count().label("ended"),
        func.count(case((_talk.state.in_(LEFT), 1))).label("left"),
    )
    .where(EVERY_STATE, _talk.started_at >= bindparam("since"), ~_talk.sensitive, _talk.journey != "")
    .group_by(_talk.journey, _talk.screen)
)


@dataclass(frozen=True, slots=True)
class LeftAt:
    """`left`: conversations that were left on this screen; `calls`: all that came to their last screen in its
    journey."""

    journey: str
    screen: str
    left: int
    calls: int


def left_since(db: Connection, since: datetime, most: int = 20) -> list[LeftAt]:
    """The screens on which conversations were left, the most frequent first."""
    rows = db.execute(_BY_SCREEN, {"since": since}).all()
    calls: dict[str, int] = {}
    for row in rows:
        calls[row.journey] = calls.get(row.journey, 0) + row.ended
    found = [LeftAt(row.journey, row.screen, row.left, calls[row.journey]) for row in rows if row.left]
    return sorted(found, key=lambda one: (-one.left, one.journey, one.screen))[:most]
