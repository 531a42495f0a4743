"""A conversation by SMS: the same journeys, one question a message, answered by whatever texts the phone sends.

At most one is open on a phone (its row's id is the phone's), and what comes from two texts sent quickly goes on in
their order. A question that is not a text's business (a PIN, anything sensitive) is left for the code to be dialled.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from flows.changed import changed
from flows.journey import DRAFT, FRESH, MENU
from flows.render import SMS
from flows.state import Progress, Step
from service.conversations import sessions
from service.conversations.caller import Caller
from service.conversations.course import MAIN_MENU, Course, Here
from service.conversations.input import Seen
from service.conversations.leaving import drop, retire
from service.conversations.sessions import Session
from service.conversations.surroundings import Surroundings
from service.messaging.outbox import queue
from service.models.conversation import ConversationState
from service.models.message import Priority
from service.programme import messages, notices
from service.programme.journeys.passages import BEGIN, Passage
from service.programme.phones import PhoneRow

HELP, DIAL = "sms_help", "sms_dial"
"""What closes a conversation that is left, and one that goes on elsewhere."""
_FOR_THE_PERSON = frozenset({"kit_receipt", "my_file", "complete_my_file"})
"""Journeys about somebody: the main menu finds out first who it is."""
_CODES = ("card_code", "reference")
"""Results that are also sent as a text, for those who call."""
_FOR_ANYBODY = frozenset({"registration", MAIN_MENU})


class SmsCourse(Course):
    """What follows by SMS: the menu is a place to leave for, and not every journey may be entered."""

    def __init__(self, around: Surroundings, db: Connection, now: datetime) -> None:
        super().__init__(around, db, now, SMS)

    def wanted(self, session: Session, name: str) -> Here:
        """What follows from asking for a journey: first who asks, where that matters and is not known."""
        return self.followed(self._first(session, name))

    def _first(self, session: Session, name: str) -> Here:
        if not self._may_run(name):
            return changed(self.started(session, MAIN_MENU), closes=DIAL)
        kind = "person" if name in _FOR_ANYBODY else self.caller(session).kind
        asks_who = kind == "shared" or (name in _FOR_THE_PERSON and kind != "person")
        return self.started(session.moved(wanted=name), MAIN_MENU) if asks_who else self.started(session, name)

    def _may_run(self, name: str) -> bool:
        """A journey that is gone is the main menu, which may."""
        journey = self.around.versions.library.journeys.get(name)
        return journey is None or journey.by_sms

    def entered(self, session: Session, here: Here) -> Here:
        name = here.step.enters
        if name == MENU:
            return self._at_menu(session, here)
        draft = self.caller(session).draft if name in (DRAFT, FRESH) else None
        if not self._may_run(draft.journey if draft else MAIN_MENU if name in (DRAFT, FRESH) else name):
            return _closed(session, here, DIAL)
        return super().entered(session, here)

    def _at_menu(self, session: Session, here: Here) -> Here:
        """A menu once more would be a text that nobody asked for: the conversation is over, unless the main menu
        itself goes on, or has now found out who asked for something."""
        if here.step.keeps_draft or here.flow.name != MAIN_MENU:
            return _closed(session, here, HELP)
        return self._first(session.moved(wanted=""), session.wanted or MAIN_MENU)


def _closed(session: Session, here: Here, text: str) -> Here:
    return changed(here, session=session, step=Step(here.step.progress, ends=True), closes=text)


class Dialogue:
    """The one open conversation of a phone, written on and answered."""

    def __init__(self, around: Surroundings, db: Connection, phone: PhoneRow, now: datetime) -> None:
        self.around, self.db, self.phone, self.now = around, db, phone, now
        self.course = SmsCourse(around, db, now)

    def open(self) -> Session | None:
        """The conversation that waits for a text of this phone. One that waited too long is dropped."""
        found = sessions.find(self.db, self.around.vault, SMS.name, self.phone.id.hex)
        if found is None:
            return None
        if found.state != ConversationState.OPEN or found.progress is None:
            retire(self.db, found)
            return None
        if self.now - found.seen.touched_at > timedelta(hours=self.around.settings.session_hours):
            drop(self.db, found)
            return None
        return found

    def new(self, language: str, person_id: UUID | None = None) -> Session:
        """A conversation that nothing was said in, not written yet. `language`: "" where none is known."""
        spoken = self.around.spoken_by(language)
        row = sessions.begun(SMS.name, self.phone.id.hex, SMS.name, self.phone, spoken, self.now)
        return row.moved(person_id=person_id)

    def asked(self, session: Session, name: str) -> Session:
        """The conversation as it stands when the first question of a journey has been asked, not written yet (and not
        counted as begun)."""
        here = self.course.begin(session, name)
        self.course.passed.clear()
        return self.course.shown(here)[0]

    def taken_up(self, progress: Progress) -> None:
        """A journey whose first question was asked before begins with this answer."""
        self.course.passed.append(Passage(progress.flow, progress.version, BEGIN, progress.screen))

    def add(self, session: Session) -> None:
        """Write a conversation, before what it leads to can speak of it."""
        sessions.add(self.db, self.around.vault, session)

    def begin(self, session: Session, name: str) -> Session:
        """Begin a journey and send its first question."""
        return self._sent(self.course.wanted(session, name))

    def answer(self, caller: Caller, progress: Progress, typed: str) -> Here:
        """What follows from a text to an open question; nothing of the conversation is written or sent yet."""
        return self.course.go_on(caller.session, progress, typed, caller)

    def go_on(self, before: Session, here: Here) -> None:
        """Write an open conversation on and send what follows."""
        sessions.keep(self.db, self.around.vault, before, self._sent(here))

    def leave(self, session: Session) -> None:
        """The conversation is over without an end; what was answered is a draft."""
        drop(self.db, session)

    def say(self, session: Session, text: str) -> None:
        """Send a text of _texts.yaml."""
        code = {"ussd_code": self.around.settings.ussd_code}
        self._send(session, self.around.versions.library.text(text, session.language, code))

    def _sent(self, here: Here) -> Session:
        if here.closes:
            closed = ConversationState.ENDED
            session = here.session.moved(progress=here.step.progress, state=closed, draft=False, ends=True)
            self.say(session, here.closes)
        else:
            session, screen = self.course.shown(here)
            codes = [code for name in _CODES if (code := self.course.results.get(name))]
            if screen.ends and any(code in screen.text for code in codes):
                notices.take_back(self.course.caller(session).ctx)
            self._send(session, screen.text)
        return session.moved(seen=Seen(0, b"", "", self.now))

    def _send(self, session: Session, body: str) -> None:
        """Within the transaction of the step: who is answered was heard, and the other way round."""
        if messages.has_stopped(self.course.caller(session).ctx, session.phone_id):
            return  # said STOP with this very text: its confirmation is the last one
        queue(
            self.db,
            self.around.vault,
            phone_id=session.phone_id,
            body=body,
            language=session.language,
            kind=notices.DIALOGUE,
            priority=Priority.REPLY,
            now=self.now,
            person_id=session.person_id,
            best_before=self.now + timedelta(hours=self.around.settings.session_hours),
        )
