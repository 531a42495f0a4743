"""The question that is open on a phone: of the conversation that goes on by SMS, or of a check-in that was sent.

An answer goes to the question that was asked last. Two never mix: a check-in that is newer than a conversation's last
word takes its place, and one that is older waits until the conversation is over.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flows.journey import Journey
from flows.opening import opening
from flows.saying import Said, said, typed_key
from flows.state import OR_STOP, Facts, Progress
from flows.step import answer_or_stop
from service.conversations.caller import Caller
from service.conversations.course import Here
from service.conversations.dialogue import Dialogue
from service.conversations.gather import gather
from service.conversations.sessions import Session
from service.programme import check_ins
from service.programme.check_ins import Asked
from service.programme.context import Context

_WORDS = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Question:
    """`asked`: the text that asks, where no conversation has begun with it yet; `progress`: where the journey stands,
    None where that text only invites to begin it; `at`: when it was asked."""

    dialogue: Dialogue
    session: Session
    progress: Progress | None
    at: datetime
    asked: Asked | None = None

    @cached_property
    def _flow(self) -> Journey | None:
        return self.dialogue.course.flow_of(self.progress) if self.progress else None

    @cached_property
    def caller(self) -> Caller:
        """Who is in its conversation: one look for all that is done with a text."""
        return self.dialogue.course.caller(self.session)

    def _facts(self, flow: Journey, progress: Progress) -> Facts:
        return gather(self.caller, flow, progress.screen)

    def said(self, words: str) -> Said | None:
        """The key that a text types or says; None where it is for the question's own reader, or no answer at all."""
        if self.progress is None or self._flow is None:
            return self._accepted(words)
        if self.progress.version != self._flow.version:
            return None  # it begins anew, and shows other numbers than these
        return typed_key(self.progress, words) or self._in_words(self._flow, self.progress, words)

    def _in_words(self, flow: Journey, progress: Progress, words: str) -> Said | None:
        """For no key, and only then, it is looked up what the question shows."""
        return said(flow, progress, words, self._facts(flow, progress), self.session.language)

    def _accepted(self, words: str) -> Said | None:
        """« OUI », « 1 », or the journey's own keyword accept an invitation."""
        lexicon = self.dialogue.around.lexicon
        word = lexicon.keyword(words)
        is_its_word = word is not None and self.asked is not None and word.journey == self.asked.journey
        return Said("1", exact=True) if words.strip(" .!") == "1" or lexicon.is_yes(words) or is_its_word else None

    @property
    def takes_words(self) -> bool:
        """Whether any words are an answer: then no keyword interrupts them."""
        return self._kind == "text"

    @property
    def asks_which(self) -> bool:
        """Whether it is asked just now if an answer or STOP was meant."""
        return self.progress is not None and self.progress.page == OR_STOP

    def is_lost_on(self, words: str) -> bool:
        """Whether words, after a wrong answer before, are no answer either but something that somebody has to say."""
        again = self.progress is not None and self.progress.tries > 0
        return again and self._kind in ("choice", "several", "number") and bool(_WORDS.search(words))

    def or_stop(self, answer: Said, session: Session) -> Here | None:
        """Ask whether that answer was meant, or STOP; None for a key that is no option (back, more)."""
        flow, progress = self._flow, self.progress
        if flow is None or progress is None or not self._kind:
            return None
        option = progress.shown.get(answer.key, "")
        if not flow.screens[progress.screen].option(option):
            return None
        return Here(session, flow, self._facts(flow, progress), answer_or_stop(progress, option))

    @property
    def _kind(self) -> str:
        """How it asks; "" for a built-in page, a screen that only says something, an invitation."""
        if self._flow is None or self.progress is None or self.progress.page < 0:
            return ""
        return self._flow.screens[self.progress.screen].kind


def open_question(dialogue: Dialogue, ctx: Context) -> Question | None:
    """What a text of this phone may answer; None where nothing is open."""
    session = dialogue.open()
    asked = check_ins.question_open(ctx)
    journey = dialogue.around.versions.library.journeys.get(asked.journey) if asked else None
    if asked is None or journey is None or (session and asked.at <= session.seen.touched_at):
        return Question(dialogue, session, session.progress, session.seen.touched_at) if session else None
    if session:
        dialogue.leave(session)
    new = dialogue.new(asked.language or dialogue.phone.language, asked.person_id)
    if opening(journey, new.language):
        new = dialogue.asked(new, journey.name)
    return Question(dialogue, new, new.progress, asked.at, asked)
