"""What was said with a person, as bubbles: texts as they are, conversations question by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from service.console.desk import Desk
from service.console.viewers import Viewer
from service.conversations.retold import Retelling
from service.programme.people.records import File
from service.programme.people.stream import Before, Bubble, stream


@dataclass(frozen=True, slots=True)
class Said:
    """One bubble. `ours`: the line or the staff said it; `state`: of an SMS that we sent, else ""; `about`: of a
    conversation: its title, once, at its first bubble."""

    at: datetime
    ours: bool
    words: str
    state: str = ""
    about: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of bubbles, the earliest first; `older`: where the page before it begins, "" for none."""

    said: list[Said]
    older: str


class Bubbles:
    def __init__(self, desk: Desk, retelling: Retelling) -> None:
        self._desk, self._retelling = desk, retelling

    def page(self, db: Connection, viewer: Viewer, file: File, before: Before | None) -> Shown:
        """What was said with somebody before a moment (None: until now)."""
        desk = self._desk
        found = stream(db, desk.office.vault, file.id, file.registered_at, desk.now(), before)
        said = [one for bubble in reversed(found.bubbles) for one in self._of(db, viewer, bubble)]
        return Shown(said, str(found.older) if found.older else "")

    def _of(self, db: Connection, viewer: Viewer, bubble: Bubble) -> Iterator[Said]:
        if bubble.kind == "sms":
            yield Said(bubble.at, bubble.by == "us", bubble.words, bubble.state)
            return
        desk = self._desk
        today = desk.now().astimezone(desk.zone).date()
        told = self._retelling.of(db, bubble.row, desk.places, today, viewer.language)
        if told is None:
            return
        yield Said(bubble.at, False, "", about=told.title, broken=not told.ended)
        for question, answer in told.told:
            yield Said(bubble.at, True, question)
            yield Said(bubble.at, False, answer)
