"""A conversation as staff read it beside a person's texts: what the line asked, and what was answered.

Not everything is told. Of a journey that may hand something to the focal points, or that is about health, only that it
was taken: an answer left out would say as much as one that stands there. An agent's own journeys (those that ask for a
PIN) are about others. Words that were said in a case stand here as long as there is that case. What broke off was not
said yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from flows import effects as e
from flows.journey import Journey
from flows.places import Gazetteer
from flows.retelling import retold
from flows.state import Choice, Facts, Progress
from service.conversations.course import MAIN_MENU
from service.conversations.sessions import reopened
from service.conversations.versions import Versions
from service.models.conversation import ConversationState
from service.programme.registry import business_types
from service.vault import Vault

CLOSED, WITH_WORDS = (e.OpenSensitiveCase, e.RequestReferral), (e.OpenCase,)
"""Effects of journeys of which nothing is told, and of those whose words are a case."""
NOT_KNOWN = "…"
"""What stands for a thing of a list that has changed since."""


@dataclass(frozen=True, slots=True)
class Retold:
    """`title` of the journey; `told`: question and answer in turn; `ended`: whether it came to its end."""

    title: str
    told: tuple[tuple[str, str], ...]
    ended: bool


class Retelling:
    """Tells conversations, in the language of whoever reads."""

    def __init__(self, versions: Versions, vault: Vault) -> None:
        self._versions, self._vault = versions, vault

    def of(self, db: Connection, row: Any, places: Gazetteer, today: date, language: str) -> Retold | None:
        """A conversation by its row (people/stream.py); None for one that is none of the reader's business."""
        flow = self._versions.of(db, row.version) or self._versions.library.journeys.get(row.journey)
        if flow is None or flow.sensitive or _asks_for_a_pin(flow):
            return None
        ended = row.state == ConversationState.ENDED
        if _raises(flow, *WITH_WORDS) and ended and not row.has_case:
            return None
        title = flow.text(f"{flow.name}/title", language)
        is_told = ended and row.about_them and flow.name != MAIN_MENU and not _raises(flow, *CLOSED)
        progress = reopened(self._vault, row) if is_told else None
        if progress is None or progress.flow != flow.name:
            return Retold(title, (), ended)
        facts = Facts(today, lists=dict(_lists(db, flow, progress)), places=places)
        return Retold(title, tuple(retold(flow, progress, facts, language)), ended)


def _raises(flow: Journey, *kinds: type[e.Effect]) -> bool:
    return any(call.kind in kinds for rule in flow.screens.values() for call in rule.do)


def _asks_for_a_pin(flow: Journey) -> bool:
    return any(rule.secret for rule in flow.screens.values())


def _lists(db: Connection, flow: Journey, progress: Progress) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """The labels of what was chosen from lists: types of business by their names; anything else has moved on."""
    yield "business_types", tuple(business_types(db))
    chosen = {str(value) for value in progress.answers.values()} | {turn for _, turn in progress.trail}
    names = {name for rule in flow.screens.values() for name in (rule.list, rule.each) if name} - {"business_types"}
    for name in names:
        yield name, tuple(Choice(one, NOT_KNOWN) for one in chosen if one)
