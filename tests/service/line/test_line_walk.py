"""Whatever a caller does, over the real tables: the page fits, nothing fails, nothing happens twice, no answer
is lost, and a sensitive word is never in a draft or an SMS. On SQLite, and with fewer steps on PostgreSQL."""

import shutil
import string
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from flows.gsm7 import is_gsm7, units
from service.app import Parts, build
from service.conversations import sessions
from service.conversations.dropped import drop_session, drop_silent
from service.conversations.hop import Done, HopUnit
from service.conversations.sessions import TABLE, Session
from service.database import writing
from service.gateways.port import Carrier, Hop
from service.models.base import Row, table_of
from service.models.message import Message
from tests.support.line import Clock, line_settings

MESSAGES = table_of(Message)
IDLE = timedelta(minutes=10)
CARRIER = Carrier("africastalking", True, True)
SECRET = "zibelinerouge"
NUMBERS = count(1)
PERSONAL = {"text": "Aminata Touré", "number": "7", "date": "03/2014", "phone": "76 12 34 56", "place": "Segue Ire"}
ANYTHING = st.one_of(
    st.sampled_from(["0", "00", "9", "1", "2", "3", "4", "", "*", "1*1", "**", "#", "oui", "-1", "1980"]),
    st.text(alphabet=string.printable, max_size=30),
    st.text(alphabet="éàç’ɛɔ漢😀\u202e\x00 1*", max_size=12),
)
COUNTED = [t for name, t in Row.metadata.tables.items() if name not in ("place", "journey_version", "vault_check")]


class LineWalk(RuleBasedStateMachine):
    """One phone, from its first call on. The database is shared by all examples: each has a number of its own."""

    parts: Parts
    clock: Clock
    number: str
    session: str
    texts: list[str]
    done: Done | None = None
    is_over = False

    @initialize()
    def begins(self) -> None:
        self.number = f"+2231{next(NUMBERS):07}"
        self._dial([])

    # --- what a caller does

    def _dial(self, digits: list[str]) -> None:
        self.session, self.texts, self.is_over = f"ATUid_{uuid4().hex}", digits, False
        self._hop()

    def _hop(self) -> None:
        self.clock.passes(seconds=5)
        hop = Hop("africastalking", self.session, self.number, "*".join(self.texts), "")
        with writing(self.parts.engine) as db:
            done = HopUnit(self.parts.line.around, db, hop, CARRIER, self.clock.now).run()
        assert not done.repeated
        self.done = done

    @property
    def going(self) -> bool:
        return self.done is not None and not self.done.reply.ends and not self.is_over

    def _row(self) -> Session:
        with self.parts.engine.connect() as db:
            found = sessions.find(db, self.parts.vault, "africastalking", self.session)
        assert found is not None
        return found

    def _type(self, text: str) -> None:
        before = self._row()
        self.texts.append(text)
        self._hop()
        after = self.done.session if self.done else None
        assert after is not None
        assert before.progress is not None
        if after.progress and after.progress.tries > before.progress.tries:
            assert after.progress.answers == before.progress.answers, "a wrong input lost an answer"

    @precondition(lambda self: self.going)
    @rule(text=ANYTHING)
    def types_anything(self, text: str) -> None:
        if not text and not self.texts:
            return  # nothing, typed first, is what the carrier sent already: a repeated hop
        self._type(text if not self._row().sensitive else SECRET)

    @precondition(lambda self: self.going)
    @rule(number=st.integers(0, 7))
    def answers_well(self, number: int) -> None:
        row = self._row()
        assert row.progress
        keys = [key for key in row.progress.shown if key != "9"]
        screen = self.parts.library.journeys[row.progress.flow].screens[row.progress.screen]
        free = SECRET if row.sensitive and screen.kind == "text" else PERSONAL.get(screen.kind, "1")
        self._type(keys[number % len(keys)] if keys and not (row.sensitive and screen.kind == "text") else free)

    @precondition(lambda self: self.done is not None)
    @rule()
    def the_carrier_repeats_the_hop(self) -> None:
        before, said = self._counts(), self.done.reply if self.done else None
        hop = Hop("africastalking", self.session, self.number, "*".join(self.texts), "")
        with writing(self.parts.engine) as db:
            again = HopUnit(self.parts.line.around, db, hop, CARRIER, self.clock.now).run()
        assert again.repeated
        assert again.reply == said
        assert self._counts() == before, "a repeated hop wrote rows"

    @rule(digits=st.lists(st.sampled_from(["1", "2", "3", "4", "5", "6"]), max_size=3))
    def dials_again(self, digits: list[str]) -> None:
        before = self._row()
        self._dial(digits)
        if before.draft and not digits and not before.ends:
            self._is_offered_to_continue(before)

    def _is_offered_to_continue(self, before: Session) -> None:
        """Unless something else is said first (an answer, a visit, who is calling)."""
        now = self._row()
        assert now.progress is not None
        assert before.progress is not None
        if now.progress.screen != "unfinished":
            assert now.progress.screen in ("who", "satisfied", "visit_true"), now.progress.screen
            return
        self._type("1")
        resumed = self._row()
        assert resumed.progress
        assert resumed.progress.flow == before.progress.flow
        assert dict(resumed.progress.answers) == dict(before.progress.answers), "an answer was lost on the way"

    @rule()
    def the_carrier_says_that_it_ended(self) -> None:
        with writing(self.parts.engine) as db:
            drop_session(self._context(db), "africastalking", self.session)
        self.is_over = True  # no carrier sends a hop after that

    @rule(minutes=st.integers(1, 30))
    def time_passes(self, minutes: int) -> None:
        self.clock.passes(minutes=minutes)
        with writing(self.parts.engine) as db:
            drop_silent(self._context(db), IDLE)
        self.is_over = self.is_over or timedelta(minutes=minutes) > IDLE

    def _context(self, db: Any) -> Any:
        return self.parts.line.around.outside(db, self.clock.now, "ussd")

    # --- what must always hold

    def _counts(self) -> dict[str, int]:
        with self.parts.engine.connect() as db:
            return {t.name: db.execute(select(func.count()).select_from(t)).scalar_one() for t in COUNTED}

    @invariant()
    def the_page_fits(self) -> None:
        if self.done:
            text = self.done.reply.text
            assert text.strip()
            assert units(text) <= (160 if is_gsm7(text) else 70), text

    @invariant()
    def a_sensitive_word_is_in_no_draft_and_no_sms(self) -> None:
        with self.parts.engine.connect() as db:
            phone = TABLE.c.phone_mac == self.parts.vault.index("phone", self.number)
            for row in db.execute(select(TABLE).where(phone, TABLE.c.draft)).all():
                kept = sessions.reopened(self.parts.vault, row)
                assert kept is None or SECRET not in kept.to_json()
            if SECRET in self.texts:
                latest = select(MESSAGES.c.id, MESSAGES.c.body).order_by(MESSAGES.c.id.desc()).limit(10)
                for row in db.execute(latest).all():
                    assert SECRET not in self.parts.vault.open("message.body", row.id, row.body)


def _walk(url: str, folder: Path, examples: int, steps: int) -> None:
    clock = Clock()
    made = build(line_settings(url, folder), clock)
    machine = type("Walk", (LineWalk,), {"parts": made, "clock": clock})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        made.engine.dispose()


@pytest.mark.parametrize("examples", [12, pytest.param(40, marks=pytest.mark.drill)])
def test_any_walk_on_sqlite(tmp_path: Path, sqlite_template: Path, examples: int) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "retour.db")
    _walk(f"sqlite:///{tmp_path / 'retour.db'}", tmp_path, examples, 40)


@pytest.mark.postgres
def test_any_walk_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    _walk(postgres_url, tmp_path, 10, 20)
