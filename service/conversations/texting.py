"""What a text means, found out in one order (docs/decisions/0015), and what it leads to; one text in one transaction.

1 an operator's or a short sender's text is kept, and nothing else; 2 the open question's own options and words, a
check-in's first question among them; 3 STOP and START, and where a text fits 2 as well, the line asks; 4 keywords;
5 what the open question can read, or says that it cannot; 6 words to what was told last; 7 anything else is a case.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from flows.changed import changed
from flows.effects import StopMessages
from flows.keywords import HELP, START, STOP, Keyword
from flows.saying import Said
from service.conversations.course import Here
from service.conversations.dialogue import HELP as HELP_TEXT
from service.conversations.dialogue import Dialogue
from service.conversations.questions import Question, open_question
from service.conversations.sessions import Session
from service.conversations.surroundings import Surroundings
from service.gateways.port import IncomingText
from service.models.incoming import IncomingKind
from service.programme import check_ins, identity, incoming, messages, notices, phones
from service.programme.context import Context
from service.programme.incoming import Kept, Taken
from service.programme.journeys.passages import Passage
from service.programme.known import REPEATED

__all__ = ["REPEATED", "take"]


def take(
    around: Surroundings, db: Connection, text: IncomingText, now: datetime, passed: list[Passage] | None = None
) -> str:
    """Keep a text and do what it asks for; its kind (IncomingKind), or REPEATED where it was kept already. The way that
    it took through the journeys is added to `passed`."""
    outside = around.outside(db, now, "sms")
    kept = incoming.keep(outside, text)
    if kept is None:
        return REPEATED
    if kept.phone is None or kept.kind is not IncomingKind.WORDS:
        return kept.kind
    meaning = _Text(around, outside, text.words, kept, kept.phone)
    taken = meaning.taken()
    incoming.settle(outside, kept, taken)
    if passed is not None:
        passed.extend(meaning.dialogue.course.passed)
    return taken.kind


class _Text:
    """A text of a phone whose meaning is being found out."""

    def __init__(self, around: Surroundings, outside: Context, words: str, kept: Kept, phone: phones.PhoneRow) -> None:
        self.around, self.words, self.kept, self.phone = around, words, kept, phone
        self.ctx = incoming.as_theirs(outside, phone)
        self.dialogue = Dialogue(around, outside.db, phone, outside.now)

    def taken(self) -> Taken:
        """What it was taken for, done."""
        has_stopped = messages.has_stopped(self.ctx, self.phone.id)  # no answer could reach them: a person reads it
        question = None if has_stopped else open_question(self.dialogue, self.ctx)
        word = self.around.lexicon.keyword(self.words)
        said = question.said(self.words) if question else None
        if question and said:
            return self._answered(question, said, word)
        if word and word.name == STOP:
            return self._stopped(question)
        if word and word.name == START:
            return self._started()
        if word and not has_stopped and not (question and question.takes_words):
            return self._keyword(question, word)
        return self._words(question)

    def _answered(self, question: Question, said: Said, word: Keyword | None) -> Taken:
        """An answer; where it may be a STOP too, and is not the only one of them without a slip, the line asks."""
        is_clear = word is None or word.name != STOP or (said.exact and not word.exact)
        if is_clear or question.asks_which or question.progress is None:
            return self._led_on(question, said.key)
        session = self._begun(question)
        here = question.or_stop(said, session)
        return self._kept_going(question, session, here) if here else self._led_on(question, said.key)

    def _led_on(self, question: Question, typed: str) -> Taken:
        """What follows from an answer; words that fit nothing for the second time are a case."""
        session = self._begun(question)
        if question.progress is None:
            return self._in(question, session)
        here = self.dialogue.answer(question.caller, question.progress, typed)
        if here.step.problem and question.is_lost_on(self.words):
            return self._heard_out(session)
        return self._kept_going(question, session, here)

    def _kept_going(self, question: Question, session: Session, here: Here) -> Taken:
        self.dialogue.go_on(session, here)
        return self._in(question, session)

    def _begun(self, question: Question) -> Session:
        """The conversation that the question belongs to. With its first answer a check-in becomes one, and is
        answered: its row and the text's are written first, so that effects can find what they answer."""
        if question.asked is None:
            return question.session
        session = question.session
        if question.progress is None:
            session = self.dialogue.begin(session, question.asked.journey)
        else:
            self.dialogue.taken_up(question.progress)
        self.dialogue.add(session)
        incoming.settle(self.ctx, self.kept, self._in(question, session))
        check_ins.answered(self.ctx, question.asked.message_id)
        return session

    def _in(self, question: Question, session: Session) -> Taken:
        answers = question.asked.message_id if question.asked else None
        return Taken(IncomingKind.ANSWER, answers_id=answers, conversation_id=session.id)

    def _heard_out(self, session: Session) -> Taken:
        """Somebody has something else to say: both texts are a case, and the answer to what was asked."""
        ctx = self.dialogue.course.caller(session).context
        words = "\n".join(part for part in (incoming.words_before(ctx, self.kept), self.words) if part)
        asked = check_ins.asked_by(ctx)
        if asked:
            check_ins.answered(ctx, asked, words)
        case_id = incoming.words_to_case(ctx, words)
        self.dialogue.leave(session)
        return Taken(IncomingKind.WORDS, case_id, asked, session.id)

    def _stopped(self, question: Question | None) -> Taken:
        messages.stop(self.ctx, StopMessages())
        if question and question.asked is None:
            self.dialogue.leave(question.session)
        return Taken(IncomingKind.STOP)

    def _started(self) -> Taken:
        if messages.start_again(self.ctx):
            notices.send(self.ctx, "sms_resumed", {}, phone_id=self.phone.id, kind=notices.STARTED)
        return Taken(IncomingKind.START)

    def _keyword(self, question: Question | None, word: Keyword) -> Taken:
        """The list of words; or a journey, in place of the one that was open. A check-in waits on."""
        in_hand = question.session if question and question.asked is None else None
        new = self.dialogue.new(in_hand.language if in_hand else self.phone.language or word.language)
        if word.name == HELP:
            self.dialogue.say(new, HELP_TEXT)
            return Taken(IncomingKind.KEYWORD)
        if in_hand:
            self.dialogue.leave(in_hand)
        session = self.dialogue.begin(new, word.journey)
        self.dialogue.add(session)
        return Taken(IncomingKind.KEYWORD, conversation_id=session.id)

    def _words(self, question: Question | None) -> Taken:
        told = check_ins.told_open(self.ctx)
        if question and question.progress and (told is None or told.at <= question.at):
            return self._led_on(question, self.words)
        if told is None:
            return Taken(IncomingKind.WORDS, incoming.words_to_case(self.ctx, self.words))
        check_ins.answered(self.ctx, told.message_id, self.words)
        case_id = incoming.words_to_case(self._for(told.person_id), self.words)
        return Taken(IncomingKind.ANSWER, case_id, told.message_id)

    def _for(self, person_id: UUID | None) -> Context:
        """Whoever a text was for is taken for whoever writes back to it, where they are on this phone."""
        people = {person.id for person in identity.people_on(self.ctx.db, self.phone.id)}
        return changed(self.ctx, person_id=person_id) if person_id in people else self.ctx
