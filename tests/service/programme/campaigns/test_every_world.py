"""Whatever the world is like: everybody is counted once, no phone gets two, and the preview says what planning does."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import Engine

from flows.gsm7 import segments
from flows.library import Library
from service.database import writing
from service.messaging.outbox import BODY
from service.messaging.prices import Prices
from service.models import PersonPhone
from service.models.phone import PhoneRelation
from service.programme.campaigns.preview import Preview
from service.settings import Settings
from service.vault import Vault
from tests.service.programme.campaigns.camp import Camp, Somebody
from tests.service.programme.world import NOW, World

PRICES = ("2026-01-01 +223 20", "2026-01-01 +2237 15.5", "2026-01-01 +22365 9.25")
PREFIXES = ("+2237000", "+2236500", "+2235000", "+22168000")
TEXTS = {"fr": "Bonjour {first_name}, " + "a" * 140, "en": "Hello"}


class Undo(Exception):
    """The end of an example: nothing of it stays."""


@dataclass(frozen=True)
class MadePhone:
    prefix: str
    state: str
    stopped: bool


@dataclass(frozen=True)
class MadePerson:
    name: str
    plain: str
    language: str
    sex: str
    state: str
    phones: tuple[tuple[int, PhoneRelation], ...]


phones = st.builds(
    MadePhone, st.sampled_from(PREFIXES), st.sampled_from(["new", "verified", "unverified", "wrong"]), st.booleans()
)
people = st.builds(
    lambda names, *more: MadePerson(*names, *more),
    st.sampled_from([("Awa Touré", "Awa"), ("Aïssata Maïga", "Aissata"), ("Abdourahmane Ag", "Abdourahmane")]),
    st.sampled_from(["", "fr", "en", "bm"]),
    st.sampled_from(["female", "male"]),
    st.sampled_from(["active", "active", "active", "withdrawn"]),
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from(list(PhoneRelation))), max_size=3).map(tuple),
)
worlds = st.tuples(st.lists(phones, min_size=8, max_size=8), st.lists(people, max_size=30))


SENTINEL = "+22350009999"
NEUTRAL = "Retour : un message vous attend. Composez *384*70421#.", "Retour: a message waits for you. Dial *384*70421#."


@dataclass
class Peopled:
    """A random world in the database. `rows`: phone row → how it was made."""

    camp: Camp
    people: dict[UUID, tuple[MadePerson, Somebody]]
    rows: dict[UUID, MadePhone]

    @classmethod
    def of(cls, camp: Camp, made: list[MadePhone], persons: list[MadePerson]) -> "Peopled":
        found = cls(camp, {}, {})
        for one in persons:
            columns = {"language": one.language, "sex": one.sex, "state": one.state}
            somebody = camp.person(one.name, number="", **columns)
            found.people[somebody.id] = (one, somebody)
            for place, relation in one.phones:
                row = camp.linked(somebody.id, f"{made[place].prefix}{place:04}", relation)
                if row not in found.rows and made[place].stopped:
                    camp.stops(row)
                camp.phone(row, state=made[place].state)
                found.rows[row] = made[place]
        return found

    def phones_of(self, person: UUID) -> dict[UUID, MadePhone]:
        linked = {row.phone_id for row in self.camp.world.rows(PersonPhone, person_id=person)}
        return {row: self.rows[row] for row in linked}


def test_everybody_once_no_phone_twice_and_the_preview_is_right(
    engine: Engine, vault: Vault, settings: Settings, library: Library
) -> None:
    priced = settings.model_copy(update={"sms_prices": PRICES})

    @hypothesis(max_examples=60, deadline=None)
    @given(worlds, st.sampled_from(["all", "women", "list"]))
    def holds(made: tuple[list[MadePhone], list[MadePerson]], audience: str) -> None:
        with suppress(Undo), writing(engine) as db:
            _check(Peopled.of(Camp(World(db, vault, priced, library)), *made), audience)
            raise Undo

    holds()


def _check(world: Peopled, audience: str) -> None:
    camp = world.camp
    always = camp.person("Sentinelle", number=SENTINEL, language="fr", sex="female")  # a campaign needs somebody
    codes = [somebody.code for _, somebody in world.people.values()]
    hows: dict[str, dict[str, Any]] = {
        "all": {},
        "women": {"where": {"sex": ["female"]}},
        "list": {"listed": [*codes, always.code]},
    }
    _, preview = camp.look(TEXTS, **hows[audience])
    campaign = camp.send(TEXTS, **hows[audience])
    targets, texts = camp.targets(campaign), camp.texts(campaign)
    meant = {
        row
        for row, (one, _) in world.people.items()
        if one.state == "active" and (audience != "women" or one.sex == "female")
    }
    assert set(targets) == meant | {always.id}
    assert len(targets) == preview.people
    assert set(Counter(row.phone_id for row in texts).values()) == {1}
    assert preview.left_out == Counter(state for state in targets.values() if state != "queued")
    assert preview.recipients == len(texts) == list(targets.values()).count("queued")
    world.rows[cast(UUID, always.phone_id)] = MadePhone("+2235000", "new", stopped=False)
    _check_texts(world, texts, preview)
    for person in meant:
        _check_reason(world.phones_of(person), targets[person], {row.phone_id for row in texts})


def _check_texts(world: Peopled, texts: list[Any], preview: Preview) -> None:
    """Parts, cost, languages and neutral texts are those of the preview; each says what it should."""
    camp, cost, neutral = world.camp, Decimal(0), 0
    prices = Prices("XOF", PRICES)
    for row in texts:
        body, phone = camp.world.vault.open(BODY, row.id, row.body), world.rows[row.phone_id]
        assert (phone.state != "wrong", phone.stopped) == (True, False)
        assert (body in NEUTRAL) == (phone.state == "unverified")
        neutral += body in NEUTRAL
        if body.startswith("Bonjour") and row.person_id in world.people:
            assert world.people[row.person_id][0].plain in body
        assert row.parts == segments(body).segments
        cost += (prices.of_part(f"{phone.prefix}0000", NOW.date()) or Decimal(0)) * row.parts
    assert (preview.parts, preview.cost) == (sum(row.parts for row in texts), cost)
    assert (preview.neutral, preview.by_language) == (neutral, Counter(row.language for row in texts))
    assert preview.unpriced == sum(world.rows[row.phone_id].prefix == PREFIXES[-1] for row in texts)


def _check_reason(theirs: dict[UUID, MadePhone], state: str, reached: set[UUID]) -> None:
    """Why somebody gets no text, looked at from their phones."""
    good = {row: one for row, one in theirs.items() if one.state != "wrong"}
    assert (state == "no_phone") == (not theirs)
    assert (state == "wrong_number") == (bool(theirs) and not good)
    if state == "opted_out":
        assert any(one.stopped for one in good.values())
    if state in ("queued", "same_phone"):
        assert reached & set(good)
