"""Whatever is typed, in any journey and order: the screen fits, nothing raises, nothing happens twice,
and no answer is lost."""

import string

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flows.budget import longest_facts
from flows.effects import Effect
from flows.gsm7 import is_gsm7, units
from flows.library import Library, packaged
from flows.render import SMS, USSD, Channel
from flows.state import Choice, Facts, Lookup, Progress
from flows.step import resume
from flows.vocabulary import LISTS, LOOKUPS
from tests.support.walks import TODAY, Walker, small_gazetteer

LIBRARY: Library = packaged()
JOURNEYS = sorted(LIBRARY.journeys)
VALID = {
    "text": "Aminata Touré",
    "number": "7",
    "date": "03/2014",
    "phone": "76 12 34 56",
    "place": "Segue Ire",
    "code": "123456782",
}
TYPED = st.one_of(
    st.sampled_from(["0", "00", "9", "1", "2", "3", "", " ", "*", "1*1", "12*", "#", "٣", "oui", "hier", "-1", "1e9"]),
    st.text(max_size=40),
    st.text(alphabet=string.digits + "*# ", max_size=12),
)
VALUES = st.fixed_dictionaries(
    {
        "caller": st.sampled_from(["unknown", "person", "shared", "agent"]),
        "registered": st.sampled_from(["yes", "no"]),
        "draft": st.sampled_from(["", "yes"]),
        "answer_waiting": st.sampled_from(["", "yes"]),
        "visit_to_confirm": st.sampled_from(["", "v1"]),
        "file_complete": st.sampled_from(["yes", "no"]),
        "sms": st.sampled_from(["on", "off"]),
        "deliveries_waiting": st.sampled_from([0.0, 2.0]),
        "cases": st.sampled_from([0.0, 3.0]),
        "kit_status": st.sampled_from(["", "Pêche : confirmé le 03/11/2026"]),
        "next_visit": st.sampled_from(["", "2026-12-30"]),
    }
)


def _facts(values: dict[str, str | float], entries: int) -> Facts:
    every = {**longest_facts("fr").values, **values}
    lists = {
        name: tuple(Choice(f"{name[0]}{n}", label, f"d{n % 2}") for n in range(entries))
        for name, label in LISTS.items()
    }
    return Facts(TODAY, every, lists, None, small_gazetteer())


class AnyWalk(RuleBasedStateMachine):
    """One caller in one journey."""

    @initialize(
        name=st.sampled_from(JOURNEYS),
        values=VALUES,
        entries=st.integers(0, 11),
        language=st.sampled_from(LIBRARY.offered()),
        channel=st.sampled_from([USSD, SMS, Channel("small", 120, 50)]),
    )
    def begin(self, name: str, values: dict[str, str | float], entries: int, language: str, channel: Channel) -> None:
        facts = _facts(values, entries)
        self.walker = Walker(LIBRARY.journeys[name], facts, language, channel)
        self.raised: list[Effect] = []
        self._note()

    def _note(self) -> None:
        here = self.walker.here
        once = [e for e in here.effects if not e.idempotent]
        assert not once or here.ends, f"{once} raised in the middle of a call"
        self.raised += once

    @property
    def going(self) -> bool:
        return not (self.walker.here.ends or self.walker.here.enters)

    def _lookup(self, state: str) -> Lookup | None:
        rule_ = self.walker.flow.screens[self.walker.at]
        if not rule_.lookup:
            return None
        return Lookup(state, dict.fromkeys(LOOKUPS[rule_.lookup], "x") if state == "ok" else {})

    @precondition(lambda self: self.going)
    @rule(typed=TYPED, state=st.sampled_from(["ok", "wrong", "locked", "unknown"]))
    def types_anything(self, typed: str, state: str) -> None:
        before = dict(self.walker.answers)
        self.walker.type(typed, found=self._lookup(state))
        if self.walker.here.problem is not None:
            assert dict(self.walker.answers) == before, "a wrong input changed an answer"
        self._note()

    @precondition(lambda self: self.going)
    @rule(number=st.integers(0, 7), state=st.sampled_from(["ok", "wrong"]))
    def answers_well(self, number: int, state: str) -> None:
        rule_, shown = self.walker.flow.screens[self.walker.at], self.walker.screen.shown
        numbers = [key for key in shown if key != "9"]
        text = numbers[number % len(numbers)] if numbers else VALID.get(rule_.kind, "1")
        before = {k: v for k, v in self.walker.answers.items() if k != self.walker.at}
        is_asked = self.walker.here.progress.page >= 0  # a page that lies over the question may lead back
        self.walker.type(text, found=self._lookup(state))
        if is_asked and self.walker.here.problem is None and self.going and len(self.walker.here.progress.trail) > 1:
            kept = {k for k in before if k in self.walker.answers}
            asked_again = {name for name in before if name not in kept}
            assert all(self.walker.flow.screens[n.split(".")[0]].when is not None for n in asked_again)
        self._note()

    @precondition(lambda self: self.going)
    @rule()
    def drops_and_continues(self) -> None:
        kept = Progress.from_json(self.walker.here.progress.to_json())
        self.walker.here = resume(self.walker.flow, kept, self.walker.facts)
        self.walker.screen = self.walker._shown()
        assert self.walker.here.effects == ()
        assert dict(self.walker.answers) == dict(kept.answers), "an answer was lost on the way"

    @precondition(lambda self: not self.going)
    @rule()
    def dials_again(self) -> None:
        self.walker = Walker(self.walker.flow, self.walker.facts, self.walker.language, self.walker.channel)
        self.raised = []
        self._note()

    @invariant()
    def the_screen_fits(self) -> None:
        walker = self.walker
        text = walker.screen.text
        limit = walker.channel.gsm if is_gsm7(text) else walker.channel.ucs2
        assert units(text) <= limit, f"{walker.flow.name}/{walker.at}: {units(text)} of {limit}: {text}"
        assert text.strip(), f"{walker.flow.name}/{walker.at} shows nothing"

    @invariant()
    def nothing_happens_twice(self) -> None:
        assert len(self.raised) <= 3


AnyWalk.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyWalk = AnyWalk.TestCase
