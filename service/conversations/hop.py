"""One hop of USSD in one transaction. Runs inside the writer; raises, or gives the reply."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from flows.changed import changed
from flows.render import USSD, Channel
from flows.state import Progress
from service.conversations import sessions
from service.conversations.course import MAIN_MENU, Course, Here
from service.conversations.dropped import Drop, drop_earlier
from service.conversations.input import Seen, dialled, mark, new_input
from service.conversations.leaving import retire
from service.conversations.reply import Reply
from service.conversations.sessions import Session
from service.conversations.surroundings import Surroundings
from service.gateways.port import Carrier, Hop
from service.programme import identity
from service.programme.journeys.passages import Passage


@dataclass(frozen=True)
class Done:
    """A hop's outcome. `session` is what was kept; `repeated` where nothing was applied; `passed`: the way that was
    taken through the journeys."""

    reply: Reply
    session: Session
    repeated: bool = False
    drops: tuple[Drop, ...] = ()
    passed: tuple[Passage, ...] = ()


class HopUnit:
    """The work of one hop."""

    def __init__(self, around: Surroundings, db: Connection, hop: Hop, carrier: Carrier, now: datetime) -> None:
        self.around, self.db, self.hop, self.carrier, self.now = around, db, hop, carrier, now
        self.course = Course(around, db, now, Channel(USSD.name, carrier.gsm, carrier.ucs2))

    def run(self) -> Done:
        """The reply to this hop, with everything that follows from it written."""
        session = sessions.find(self.db, self.around.vault, self.hop.gateway, self.hop.session)
        if session is None:
            return self._begin()
        typed = new_input(self.hop, self.carrier, session.seen, self.around.vault, self.now)
        if typed is not None and self._is_new_call(session):
            retire(self.db, session)
            return self._begin()
        if typed is None or session.ends or session.progress is None:
            return Done(Reply(session.reply, session.ends), session, repeated=True)
        done = self._done(self.course.go_on(session, session.progress, typed))
        sessions.keep(self.db, self.around.vault, session, done.session)
        return done

    def _is_new_call(self, session: Session) -> bool:
        """A carrier that keys its sessions by phone uses the same id for the next call."""
        if self.carrier.cumulative:
            return False
        return self.hop.kind == "begin" or (session.ends and self.hop.kind != "continue")

    def _begin(self) -> Done:
        """The first hop of a call: the main menu, and through it the digits dialled with the code."""
        session = self._new_session()
        drops = [] if session.new_phone else drop_earlier(self.course.caller(session).ctx, session.phone_mac)
        done = self._done(self.course.begin(session, MAIN_MENU))
        sessions.add(self.db, self.around.vault, done.session)
        for digits in dialled(self.hop, self.carrier):
            progress = done.session.progress
            if done.reply.ends or progress is None or not self._is_menu(progress):
                break
            earlier, done = done.session, self._done(self.course.go_on(done.session, progress, digits))
            sessions.keep(self.db, self.around.vault, earlier, done.session)
        return changed(done, drops=tuple(drops))

    def _new_session(self) -> Session:
        phone = identity.phone_for(self.db, self.around.vault, self.hop.phone, self.now)
        language = self.around.spoken_by(phone.language)
        return sessions.begun(self.hop.gateway, self.hop.session, USSD.name, phone, language, self.now)

    def _is_menu(self, progress: Progress) -> bool:
        return self.course.flow_of(progress).screens[progress.screen].kind == "choice"

    def _done(self, here: Here) -> Done:
        """The page, and what the row keeps of the hop itself."""
        session, screen = self.course.shown(here)
        seen = Seen(len(self.hop.text), mark(self.around.vault, self.hop.text), self.hop.turn, self.now)
        passed = tuple(self.course.passed)
        return Done(Reply(screen.text, screen.ends), session.moved(seen=seen), passed=passed)
