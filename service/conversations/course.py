"""gather, step, apply, render: what follows from an input, whatever channel it came by."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from flows import effects as e
from flows.answers import key_of
from flows.changed import changed
from flows.effects import Effect
from flows.journey import DRAFT, FRESH, MENU, Journey
from flows.render import Channel, Screen, render
from flows.state import Facts, Progress, Step
from flows.step import BACK, TO_MENU, resume, start, step
from service.conversations.caller import Caller
from service.conversations.drafts import Draft, settle
from service.conversations.effects import apply
from service.conversations.gather import gather
from service.conversations.leaving import park
from service.conversations.lookups import look_up
from service.conversations.sessions import Session
from service.conversations.surroundings import Surroundings
from service.models.conversation import ConversationState
from service.programme.context import Context
from service.programme.journeys.passages import Passage, passage

MAIN_MENU = "main_menu"
MOST_ENTERED = 5
"""Journeys entered within one hop; more is a circle."""


def _only_forward(progress: Progress, typed: str) -> str:
    """The screen, where an input can only lead on from it; "" where it may go back to any other."""
    return "" if progress.page < 0 or key_of(typed) in (BACK, TO_MENU) else progress.screen


@dataclass(frozen=True)
class Here:
    """Where a hop stands: the conversation, its journey, what was gathered, what follows. `closes`: the text (of
    _texts.yaml) that closes the conversation instead of a screen. `before`: where the input was given, in this same
    journey; None where the journey begins (again)."""

    session: Session
    flow: Journey
    facts: Facts
    step: Step
    closes: str = ""
    before: Progress | None = None


class Course:
    """The way of one input through a conversation."""

    def __init__(self, around: Surroundings, db: Connection, now: datetime, channel: Channel) -> None:
        self.around, self.db, self.now, self.channel = around, db, now, channel
        self.results: dict[str, str] = {}
        self.passed: list[Passage] = []

    def go_on(self, session: Session, progress: Progress, typed: str, caller: Caller | None = None) -> Here:
        """What follows from an input. `caller`: who is in this conversation, where it was looked at already."""
        flow, caller = self.flow_of(progress), caller or self.caller(session)
        if flow.version != progress.version:  # gone: politely from its start, with the answers that still fit
            facts = gather(caller, flow)
            return self.followed(Here(session, flow, facts, resume(flow, progress, facts)))
        found = look_up(caller, flow.screens[progress.screen], progress, typed)
        facts = gather(caller, flow, _only_forward(progress, typed)).found(found)
        return self.followed(Here(session, flow, facts, step(flow, progress, typed, facts), before=progress))

    def begin(self, session: Session, name: str) -> Here:
        """What follows from the beginning of a journey."""
        return self.followed(self.started(session, name))

    def flow_of(self, progress: Progress) -> Journey:
        """The version that the conversation began with, else today's, else the main menu."""
        kept = self.around.versions.of(self.db, progress.version)
        today = self.around.versions.library.journeys.get(progress.flow)
        return kept or today or self.around.versions.named(MAIN_MENU)

    def followed(self, here: Here) -> Here:
        """Apply the effects of a step, and enter the journeys that it goes on with."""
        for _ in range(MOST_ENTERED):
            self._note(here)
            session = self._applied(here.session.moved(progress=here.step.progress), here)
            if not here.step.enters:
                return changed(here, session=session)
            if here.step.keeps_draft and here.flow.draft and not here.flow.sensitive and here.step.progress.answers:
                park(self.db, self.around.vault, session)
            here = self.entered(session, here)
        raise RecursionError(f"journeys enter one another in a circle at {here.flow.name}")

    def _note(self, here: Here) -> None:
        """Keep in mind where this step went, for the counts; nothing of a sensitive journey, or of the way into it."""
        passed = None if here.closes else passage(here.flow, here.before, here.step)
        if passed and not self._is_sensitive(here.step.enters):
            self.passed.append(passed)

    def _is_sensitive(self, name: str) -> bool:
        entered = self.around.versions.library.journeys.get(name) if name else None
        return entered is not None and entered.sensitive

    def _applied(self, session: Session, here: Here) -> Session:
        if not here.step.effects:
            return session
        ctx = changed(self.caller(session).context, version=here.flow.version)
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

    def entered(self, session: Session, here: Here) -> Here:
        """Start the journey that a step enters, or take up the draft that waits (its answers move to this call)."""
        name = here.step.enters
        draft = self.caller(session).draft if name in (DRAFT, FRESH) else None
        if draft is None:
            return self.started(session, MAIN_MENU if name in (MENU, DRAFT, FRESH) else name)
        settle(self.db, draft, ConversationState.RESUMED if name == DRAFT else ConversationState.DISCARDED)
        return self._resumed(session, draft) if name == DRAFT else self.started(session, draft.journey)

    def started(self, session: Session, name: str) -> Here:
        """A journey at its first screen; its effects are not applied yet."""
        journeys = self.around.versions.library.journeys
        flow = journeys.get(name) or journeys[MAIN_MENU]
        fresh = session.moved(progress=None)
        caller = self.caller(fresh)
        facts = gather(caller, flow)
        # Who is found out is kept: a draft is offered again to its person alone.
        person_id = caller.person.id if caller.person else session.person_id
        return Here(fresh.moved(caller=caller.kind, person_id=person_id), flow, facts, start(flow, facts))

    def _resumed(self, session: Session, draft: Draft) -> Here:
        flow = self.flow_of(draft.progress)
        taken_up = session.moved(progress=draft.progress)
        facts = gather(self.caller(taken_up), flow)
        return Here(taken_up, flow, facts, resume(flow, draft.progress, facts))

    def shown(self, here: Here) -> tuple[Session, Screen]:
        """Render; and the conversation with what its row keeps of that."""
        screen = render(here.flow, here.step, here.facts, here.session.language, self.channel, self.results)
        progress = here.step.progress.moved(shown=screen.shown)
        over = ConversationState.DROPPED if here.step.keeps_draft else ConversationState.ENDED
        is_draft = here.flow.draft and not here.flow.sensitive and bool(progress.answers)
        kept = here.session.moved(
            progress=progress,
            state=over if screen.ends else ConversationState.OPEN,
            draft=is_draft and (here.step.keeps_draft or not screen.ends),
            sensitive=here.flow.sensitive,
            reply=screen.text,
            ends=screen.ends,
            hops=here.session.hops + 1,
        )
        return kept, screen

    def caller(self, session: Session) -> Caller:
        """Who is in this conversation."""
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
