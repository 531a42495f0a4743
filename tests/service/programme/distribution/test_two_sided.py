"""Two-sided receipts, whoever says what, from whatever phone, in whatever order: the agent's word and the returnees'.

What counts, how a delivery stands, whether the words differ and whether there is a case are worked out here a second
time, from a plain list of what was said.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from flows.library import Library
from service.database import writing
from service.models import AuditEvent, Case, Delivery, DeliveryItem, Receipt
from service.models.phone import PhoneRelation
from service.programme import kits, phones
from service.programme.distribution.recording import Delivered, record
from service.programme.phones import phone_for
from service.settings import Settings
from service.vault import Vault
from tests.service.programme.world import AGENT, World, receipt

OWN, LENT, PRIVATE = "own", "+22350002001", "+22350002002"
"""Their own phone; one that a neighbour lends; the private number of the agent, who is a person of the programme."""
PEOPLE = 6
"""The first two run one business, and share one delivery; the others have one each."""
NETS = 4
OUTCOMES = ("received", "damaged", "partly", "not")


@dataclass(frozen=True)
class Said:
    """One receipt, as it was said."""

    who: int
    phone: str
    day: int
    overall: str
    counts: Mapping[UUID, int]


class Undo(Exception):
    """The end of an example: nothing of it stays."""


class TwoSided(RuleBasedStateMachine):
    engine: Engine
    vault: Vault
    settings: Settings
    library: Library

    @initialize()
    def a_village(self) -> None:
        self.stack = ExitStack()
        self.world = World(self.stack.enter_context(writing(self.engine)), self.vault, self.settings, self.library)
        world = self.world
        world.furnish()
        self.staff = world.staff()
        self.people = [world.register(f"+223500030{n:02}", name=f"Awa {chr(65 + n)}oumba")[0] for n in range(PEOPLE)]
        agent, _ = world.register(PRIVATE, name="Maïga Boubacar")  # the staff's name, written the other way round
        work = phone_for(world.db, world.vault, AGENT, world.now)
        phones.link(world.db, agent, work.id, PhoneRelation.SHARED, "card", world.now)
        self.kit, (self.canoe, self.net) = world.kit("canoe", f"net {NETS}")
        business = world.business(*self.people[:2])
        rest: dict[str, Any] = {"state": "planned", "delivered_on": None}
        self.deliveries = [world.delivery(self.kit, business_id=business, **rest)] * 2
        self.deliveries += [world.delivery(self.kit, person_id=person, **rest) for person in self.people[2:]]
        self.agent_says: dict[UUID, dict[UUID, int]] = {}
        self.words_of_agent = 0
        self.said: list[Said] = []
        self.day = 0
        self.amiss: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.world.db.rollback()
            self.stack.close()

    # --- what happens

    @rule(who=st.integers(0, PEOPLE - 1), canoes=st.integers(0, 1), nets=st.integers(0, NETS + 1))
    def the_agent_says(self, who: int, canoes: int, nets: int) -> None:
        delivery, counts = self.deliveries[who], {self.canoe: canoes, self.net: nets}
        if not any(counts.values()):
            return
        word = Delivered(self.kit, self.world.now.date(), delivery, items=counts, corrects=delivery in self.agent_says)
        record(self.world.call(AGENT, staff=self.staff), word)
        self.agent_says[delivery] = counts
        self.words_of_agent += 1
        self._note_differences()

    @precondition(lambda self: bool(self.agent_says))
    @rule(
        who=st.integers(0, PEOPLE - 1),
        phone=st.sampled_from([OWN, OWN, LENT, LENT, LENT, AGENT, PRIVATE]),
        overall=st.sampled_from(["all", "all", "part", "none"]),
        nets=st.tuples(st.sampled_from(OUTCOMES), st.integers(1, NETS)),
        paid=st.sampled_from(["no", "no", "no", "money"]),
    )
    def a_returnee_says(self, who: int, phone: str, overall: str, nets: tuple[str, int], paid: str) -> None:
        delivery = self.deliveries[who]
        if delivery not in self.agent_says:
            return
        self.world.passes(seconds=30)
        number = f"+223500030{who:02}" if phone == OWN else phone
        more: dict[str, Any] = {}
        if overall == "part":
            more = {
                "items": {str(self.canoe): "received", str(self.net): nets[0]},
                "counts": {str(self.net): str(nets[1])},
            }
        told = kits.confirm_receipt(
            self.world.call(number, person=self.people[who]), receipt(delivery, overall, paid, **more)
        )
        self.said.append(Said(who, number, self.day, overall, self._counts(delivery, overall, nets)))
        if overall != "all" or paid != "no":
            self.amiss.add(who)
        assert bool(told) == (overall != "all" or paid != "no")
        self._note_differences()

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.world.passes(days=days)
        self.day += days

    # --- the same, worked out from the list

    def _counts(self, delivery: UUID, overall: str, nets: tuple[str, int]) -> dict[UUID, int]:
        brought = self.agent_says[delivery]
        whole = {self.canoe: max(1, brought[self.canoe]), self.net: max(NETS, brought[self.net])}
        if overall == "part":
            word, count = nets
            return {self.canoe: whole[self.canoe], self.net: 0 if word == "not" else count}
        return whole if overall == "all" else dict.fromkeys(whole, 0)

    def _believed(self, index: int) -> bool:
        said = self.said[index]
        if said.phone in (AGENT, PRIVATE):
            return False
        of_day = {one.who for one in self.said if (one.phone, one.day) == (said.phone, said.day)}
        until_now = self.said[: index + 1]
        of_month = {one.who for one in until_now if one.phone == said.phone and one.day >= said.day - 30}
        return len(of_day) <= 3 and len(of_month) <= 9

    def _standing(self) -> dict[int, int]:
        """Person → the place of their word that stands: the latest that may be believed."""
        return {said.who: index for index, said in enumerate(self.said) if self._believed(index)}

    def _counted(self) -> dict[int, Said]:
        return {who: self.said[index] for who, index in self._standing().items()}

    def _differing(self) -> set[int]:
        return {who for who, said in self._counted().items() if said.counts != self.agent_says[self.deliveries[who]]}

    def _note_differences(self) -> None:
        self.amiss |= self._differing()

    # --- what must always hold

    @invariant()
    def only_the_latest_believable_word_counts(self) -> None:
        rows = self.world.rows(Receipt)
        assert len(rows) == len(self.said), "a word was lost"
        assert {index for index, row in enumerate(rows) if row.counted} == set(self._standing().values())

    @invariant()
    def the_state_follows_what_counts_and_silence_is_no_receipt(self) -> None:
        counted = self._counted()
        for row in self.world.rows(Delivery):
            said = {one.overall for who, one in counted.items() if self.deliveries[who] == row.id}
            expected = {frozenset({"all"}): "confirmed", frozenset({"none"}): "not_received"}.get(
                frozenset(said), "partly"
            )
            if not said:
                expected = "delivered" if row.id in self.agent_says else "planned"
            assert row.state == expected

    @invariant()
    def it_differs_where_the_counts_differ_and_only_there(self) -> None:
        differing = {self.deliveries[who] for who in self._differing()}
        assert {row.id for row in self.world.rows(Delivery) if row.differs} == differing

    @invariant()
    def there_is_a_case_where_something_is_amiss_and_only_there(self) -> None:
        cases = {(row.person_id, row.delivery_id) for row in self.world.rows(Case)}
        assert cases == {(self.people[who], self.deliveries[who]) for who in self.amiss}

    @invariant()
    def both_histories_are_kept(self) -> None:
        noted: dict[UUID, dict[UUID, int]] = {}
        for row in self.world.rows(DeliveryItem):
            noted.setdefault(row.delivery_id, {})[row.kit_item_id] = row.quantity
        assert noted == self.agent_says
        told = [row for row in self.world.rows(AuditEvent) if row.action in ("delivery recorded", "delivery corrected")]
        assert len(told) == self.words_of_agent

    @invariant()
    def a_word_that_is_not_believed_raises_an_alert(self) -> None:
        alerts = {row.action for row in self.world.rows(AuditEvent) if row.action.startswith("alert: ")}
        doubted = {said.phone for index, said in enumerate(self.said) if not self._believed(index)}
        expected = {
            "alert: a phone of staff confirms": bool(doubted & {AGENT, PRIVATE}),
            "alert: one phone confirms for many": bool(doubted - {AGENT, PRIVATE}),
        }
        assert alerts == {action for action, is_due in expected.items() if is_due}


def _walk(parts: dict[str, Any], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("Walk", (TwoSided,), parts),
        settings=hypothesis(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_order_of_words(engine: Engine, vault: Vault, settings: Settings, library: Library) -> None:
    examples = 25 if engine.dialect.name == "sqlite" else 8
    _walk({"engine": engine, "vault": vault, "settings": settings, "library": library}, examples, 25)
