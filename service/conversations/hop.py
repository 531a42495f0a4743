"""One hop in one transaction: gather, step, apply, render. Runs inside the writer; raises, or gives the reply."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from flows import effects as e
from flows.answers import key_of
from flows.changed import changed
from flows.effects import Effect
from flows.journey import DRAFT, FRESH, MENU, Journey
from flows.render import USSD, Channel, render
from flows.state import Facts, Progress, Step
from flows.step import resume, start, step
from service.conversations import sessions
from service.conversations.caller import Caller
from service.conversations.drafts import Draft, settle
from service.conversations.dropped import Drop, drop_earlier
from service.conversations.effects import apply
from service.conversations.gather import gather
from service.conversations.input import Seen, dialled, mark, new_input
from service.conversations.lookups import look_up
from service.conversations.reply import Reply
from service.conversations.sessions import Session
from service.conversations.versions import Versions
from service.gateways.port import Carrier, Hop
from service.models.conversation import ConversationState
from service.programme import identity
from service.programme.context import Context
from service.programme.places import Atlas
from service.settings import Settings
from service.vault import Vault

MAIN_MENU = "main_menu"
_NOBODY = UUID(int=0)
MOST_ENTERED = 5
"""Journeys entered within one hop; more is a circle."""


def _only_forward(progress: Progress, typed: str) -> str:
    """The screen, where an input can only lead on from it; "" where it may go back to any other."""
    return "" if progress.page < 0 or key_of(typed) in ("0", "00") else progress.screen


@dataclass(frozen=True)
class Surroundings:
    """What every hop shares: built once, by the composition root."""

    vault: Vault
    settings: Settings
    versions: Versions
    atlas: Atlas
    zone: ZoneInfo
    offered: tuple[str, ...]

    def outside(self, db: Connection, now: datetime, channel: str) -> Context:
        """The context of what happens outside of any conversation, until it is known whom it is about."""
        say, places = self.versions.library.text, self.atlas.gazetteer
        language = self.settings.default_language
        return Context(db, self.vault, self.settings, say, places, now, channel, language, _NOBODY, None, "")


@dataclass(frozen=True)
class Here:
    """Where a hop stands: the conversation, its journey, what was gathered, what follows."""

    session: Session
    flow: Journey
    facts: Facts
    step: Step


@dataclass(frozen=True)
class Done:
    """A hop's outcome. `session` is what was kept; `repeated` where nothing was applied."""

    reply: Reply
    session: Session
    repeated: bool = False
    drops: tuple[Drop, ...] = ()


class HopUnit:
    """The work of one hop."""

    def __init__(self, around: Surroundings, db: Connection, hop: Hop, carrier: Carrier, now: datetime) -> None:
        self.around, self.db, self.hop, self.carrier, self.now = around, db, hop, carrier, now
        self.results: dict[str, str] = {}

    def run(self) -> Done:
        """The reply to this hop, with everything that follows from it written."""
        session = sessions.find(self.db, self.around.vault, self.hop.gateway, self.hop.session)
        if session is None:
            return self._begin()
        typed = new_input(self.hop, self.carrier, session.seen, self.around.vault, self.now)
        if typed is not None and self._is_new_call(session):
            sessions.retire(self.db, session)
            return self._begin()
        if typed is None or session.ends or session.progress is None:
            return Done(Reply(session.reply, session.ends), session, repeated=True)
        done = self._go_on(session, session.progress, typed)
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
        drops = [] if session.new_phone else drop_earlier(self._caller(session).ctx, session.phone_mac)
        done = self._shown(self._followed(self._started(session, MAIN_MENU)))
        sessions.add(self.db, self.around.vault, done.session)
        for digits in dialled(self.hop, self.carrier):
            progress = done.session.progress
            if done.reply.ends or progress is None or not self._is_menu(progress):
                break
            earlier, done = done.session, self._go_on(done.session, progress, digits)
            sessions.keep(self.db, self.around.vault, earlier, done.session)
        return changed(done, drops=tuple(drops))

    def _new_session(self) -> Session:
        phone = identity.phone_for(self.db, self.around.vault, self.hop.phone, self.now)
        known = phone.language in self.around.offered
        language = phone.language if known else self.around.settings.default_language
        return sessions.begun(self.hop.gateway, self.hop.session, USSD.name, phone, language, self.now)

    def _is_menu(self, progress: Progress) -> bool:
        return self._flow_of(progress).screens[progress.screen].kind == "choice"

    def _go_on(self, session: Session, progress: Progress, typed: str) -> Done:
        """gather, step, apply, render."""
        flow, caller = self._flow_of(progress), self._caller(session)
        if flow.version != progress.version:  # gone: politely from its start, with the answers that still fit
            facts = gather(caller, flow)
            return self._shown(self._followed(Here(session, flow, facts, resume(flow, progress, facts))))
        found = look_up(caller, flow.screens[progress.screen], progress, typed)
        facts = gather(caller, flow, _only_forward(progress, typed)).found(found)
        return self._shown(self._followed(Here(session, flow, facts, step(flow, progress, typed, facts))))

    def _flow_of(self, progress: Progress) -> Journey:
        """The version that the conversation began with, else today's, else the main menu."""
        kept = self.around.versions.of(self.db, progress.version)
        today = self.around.versions.library.journeys.get(progress.flow)
        return kept or today or self.around.versions.named(MAIN_MENU)

    def _followed(self, here: Here) -> Here:
        """Apply the effects of a step, and enter the journeys that it goes on with."""
        for _ in range(MOST_ENTERED):
            session = self._applied(here.session.moved(progress=here.step.progress), here)
            if not here.step.enters:
                return changed(here, session=session)
            if here.step.keeps_draft and here.flow.draft and not here.flow.sensitive and here.step.progress.answers:
                sessions.park(self.db, self.around.vault, session)
            here = self._entered(session, here.step.enters)
        raise RecursionError(f"journeys enter one another in a circle at {here.flow.name}")

    def _applied(self, session: Session, here: Here) -> Session:
        if not here.step.effects:
            return session
        ctx = changed(self._caller(session).context, version=here.flow.version)
        self.results.update(apply(ctx, here.step.effects))
        for effect in here.step.effects:
            session = self._told(session, effect)
        return session

    def _told(self, session: Session, effect: Effect) -> Session:
        """What an effect says about the conversation itself."""
        match effect:
            case e.ChooseLanguage(language) if language in self.around.offered:
                return session.moved(language=language)
            case e.IdentifyCaller(person) | e.JoinPhone(person):
                return session.moved(person_id=UUID(person) if person else None, stranger=not person, caller="")
            case _:
                return session

    def _entered(self, session: Session, name: str) -> Here:
        """Start a journey, or take up the draft that waits (its answers move to this call)."""
        draft = self._caller(session).draft if name in (DRAFT, FRESH) else None
        if draft is None:
            return self._started(session, MAIN_MENU if name in (MENU, DRAFT, FRESH) else name)
        settle(self.db, draft, ConversationState.RESUMED if name == DRAFT else ConversationState.DISCARDED)
        return self._resumed(session, draft) if name == DRAFT else self._started(session, draft.journey)

    def _started(self, session: Session, name: str) -> Here:
        journeys = self.around.versions.library.journeys
        flow = journeys.get(name) or journeys[MAIN_MENU]
        fresh = session.moved(progress=None)
        caller = self._caller(fresh)
        facts = gather(caller, flow)
        return Here(fresh.moved(caller=caller.kind), flow, facts, start(flow, facts))

    def _resumed(self, session: Session, draft: Draft) -> Here:
        flow = self._flow_of(draft.progress)
        taken_up = session.moved(progress=draft.progress)
        facts = gather(self._caller(taken_up), flow)
        return Here(taken_up, flow, facts, resume(flow, draft.progress, facts))

    def _shown(self, here: Here) -> Done:
        """Render, and what the row keeps of it."""
        channel = Channel(USSD.name, self.carrier.gsm, self.carrier.ucs2)
        screen = render(here.flow, here.step, here.facts, here.session.language, channel, self.results)
        progress = here.step.progress.moved(shown=screen.shown)
        over = ConversationState.DROPPED if here.step.keeps_draft else ConversationState.ENDED
        is_draft = here.flow.draft and not here.flow.sensitive and bool(progress.answers)
        kept = here.session.moved(
            progress=progress,
            seen=Seen(len(self.hop.text), mark(self.around.vault, self.hop.text), self.hop.turn, self.now),
            state=over if screen.ends else ConversationState.OPEN,
            draft=is_draft and (here.step.keeps_draft or not screen.ends),
            sensitive=here.flow.sensitive,
            reply=screen.text,
            ends=screen.ends,
            hops=here.session.hops + 1,
        )
        return Done(Reply(screen.text, screen.ends), kept)

    def _caller(self, session: Session) -> Caller:
        around = self.around
        ctx = Context(
            db=self.db,
            vault=around.vault,
            settings=around.settings,
            say=around.versions.library.text,
            places=around.atlas.gazetteer,
            now=self.now,
            channel=session.channel,
            language=session.language,
            phone_id=session.phone_id,
            conversation_id=session.id,
            version="",
        )
        return Caller(ctx, session, around.versions, around.offered, around.zone)
