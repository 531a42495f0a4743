"""Whatever a phone texts, in whatever order, with check-ins in between: nothing fails, one dialogue is open at most,
every text fits two parts, a repeated one does nothing, an operator is never answered, nothing sensitive runs."""

import shutil
import string
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, insert, select

from flows.gsm7 import segments
from service.app import Parts, build
from service.conversations.sessions import TABLE
from service.conversations.texting import REPEATED, take
from service.database import writing
from service.gateways.port import IncomingText
from service.ids import uuid7
from service.models.base import Row, table_of
from service.models.message import Message, MessageState
from service.programme.phones import phone_named
from tests.support.line import Clock, line_settings

MESSAGES = table_of(Message)
NUMBERS = count(1)
WORDS = (
    "1 2 3 4 9 0 00 oui non stop START KIT INSCRIRE PLAINTE FICHE MENU aide confiance arrêtée arrêté marche 1980 Fatoma"
).split()
ANYTHING = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["Awa Touré", "30 ans", "Mes chèvres sont mortes", "vol et maladie", "d'accord", "une plainte"]),
    st.text(alphabet=string.printable, max_size=30),
    st.text(alphabet="éàç’ɛɔ漢😀\u202e\x00 1*", max_size=12),
)
OPERATOR = "Peux-tu me rappeler au numéro suivant 50001234"
COUNTED = [t for name, t in Row.metadata.tables.items() if name not in ("place", "journey_version", "vault_check")]


class SmsWalk(RuleBasedStateMachine):
    """One phone. The database is shared by all examples: each has a number of its own."""

    parts: Parts
    clock: Clock

    @initialize()
    def begins(self) -> None:
        self.number, self.ids, self.last = f"+2231{next(NUMBERS):07}", count(1), ("", "")

    def _take(self, words: str, carrier_id: str) -> str:
        self.clock.passes(seconds=5)
        text = IncomingText("africastalking", carrier_id, self.number, "21512", words, None)
        with writing(self.parts.engine) as db:
            return take(self.parts.line.around, db, text, self.clock.now)

    @rule(words=ANYTHING)
    def texts(self, words: str) -> None:
        self.last = (words, f"{self.number}-{next(self.ids)}")
        assert self._take(*self.last) != REPEATED

    @rule()
    def the_carrier_repeats_the_text(self) -> None:
        if self.last[1]:
            before = self._counts()
            assert self._take(*self.last) == REPEATED
            assert self._counts() == before, "a repeated text wrote rows"

    @rule()
    def an_operator_texts(self) -> None:
        before = self._counts()
        assert self._take(OPERATOR, f"{self.number}-{next(self.ids)}") == "operator"
        changed = {name for name, rows in self._counts().items() if rows != before[name]}
        assert changed <= {"incoming_sms", "phone"}

    @rule(asks=st.sampled_from(["check_in", "kit_receipt", "feedback", "gone"]), hours=st.integers(0, 3))
    def a_check_in_was_sent(self, asks: str, hours: int) -> None:
        self.clock.passes(hours=hours)
        now, row_id = self.clock.now, uuid7()
        with writing(self.parts.engine) as db:
            phone = phone_named(db, self.parts.vault, self.number, now)
            row = {"id": row_id, "phone_id": phone.id, "kind": "campaign", "asks": asks, "language": "fr"}
            row |= {"body": self.parts.vault.seal("message.body", row_id, "…"), "state": MessageState.SENT.value}
            db.execute(insert(MESSAGES), {**row, "not_before": now, "sent_at": now, "created_at": now})

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.clock.passes(hours=hours)

    def _counts(self) -> dict[str, int]:
        with self.parts.engine.connect() as db:
            return {t.name: db.execute(select(func.count()).select_from(t)).scalar_one() for t in COUNTED}

    def _rows(self, wanted: Any) -> list[Any]:
        with self.parts.engine.connect() as db:
            return list(db.execute(wanted))

    @invariant()
    def one_dialogue_is_open_at_most(self) -> None:
        phone = TABLE.c.phone_mac == self.parts.vault.index("phone", self.number)
        open_ones = self._rows(select(TABLE.c.id, TABLE.c.sensitive).where(phone, TABLE.c.state == "open"))
        assert len(open_ones) <= 1
        assert not any(row.sensitive for row in self._rows(select(TABLE.c.sensitive).where(phone)))

    @invariant()
    def every_text_fits(self) -> None:
        newest = select(MESSAGES.c.id, MESSAGES.c.body).order_by(MESSAGES.c.id.desc()).limit(3)
        for row in self._rows(newest):
            body = self.parts.vault.open("message.body", row.id, row.body)
            assert body.strip()
            assert segments(body).segments <= 2, body


def _walk(url: str, folder: Path, examples: int, steps: int) -> None:
    clock = Clock()
    made = build(line_settings(url, folder), clock)
    machine = type("Walk", (SmsWalk,), {"parts": made, "clock": clock})
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=how)
    finally:
        made.engine.dispose()


@pytest.mark.parametrize("examples", [12, pytest.param(40, marks=pytest.mark.drill)])
def test_any_texts_on_sqlite(tmp_path: Path, sqlite_template: Path, examples: int) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "retour.db")
    _walk(f"sqlite:///{tmp_path / 'retour.db'}", tmp_path, examples, 40)


@pytest.mark.postgres
def test_any_texts_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    _walk(postgres_url, tmp_path, 8, 20)
