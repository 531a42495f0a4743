"""What the tests of campaigns share: people as a campaign sees them, and staff who look at one and send it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from flows.codes import with_check
from flows.places import Gazetteer
from service.ids import uuid7
from service.messaging.outbox import BODY
from service.models import Campaign, CampaignTarget, Kit, Message, OptOut, Person
from service.models.campaign import CampaignState, Occasion
from service.models.phone import PhoneRelation
from service.programme import phones
from service.programme import tables as t
from service.programme.campaigns import control
from service.programme.campaigns.desk import Sending, Wish, looked_at, sending, take_in
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.preview import Preview
from service.programme.campaigns.recipients import Pages
from service.programme.context import Context
from service.programme.labels import CARD, CODE, NAME
from service.programme.places import Atlas
from tests.service.programme.world import World

ORANGE, MALITEL, TELECEL = "+22370001101", "+22365001101", "+22350001101"
_NUMBERS = count(1)


@dataclass(frozen=True)
class Somebody:
    """A person of the world. `phone_id` None: they have none."""

    id: UUID
    code: str
    phone_id: UUID | None


@dataclass
class Camp:
    """The world, and an office in it. Everything happens in the world's one transaction."""

    world: World
    numbers: Iterator[int] = field(default_factory=lambda: count(1000))

    def person(self, name: str = "Aminata Traoré", number: str = "new", **columns: Any) -> Somebody:
        """A person who speaks no language in particular, with a phone of their own (""; none)."""
        row_id, code = uuid7(), with_check(f"{next(_NUMBERS):08}")
        vault = self.world.vault
        sealed = {"code_mac": vault.index(CARD, code), "code": vault.seal(CODE, row_id, code)}
        row = {"id": row_id, "name": vault.seal(NAME, row_id, name), "registered_at": self.world.now}
        self.world.add(Person, **row, **sealed, **columns)
        if not number:
            return Somebody(row_id, code, None)
        dialled = f"+2235000{next(self.numbers)}" if number == "new" else number
        return Somebody(row_id, code, self.linked(row_id, dialled))

    def linked(self, person: UUID, number: str, relation: PhoneRelation = PhoneRelation.OWN) -> UUID:
        """The person is reached by that number too."""
        phone = phones.phone_named(self.world.db, self.world.vault, number, self.world.now)
        phones.link(self.world.db, person, phone.id, relation, "test", self.world.now)
        return phone.id

    def phone(self, phone_id: UUID | None, **values: Any) -> None:
        self.world.db.execute(update(t.phone).where(t.phone.c.id == phone_id).values(**values))

    def stops(self, phone_id: UUID | None, **more: Any) -> None:
        row = {"scope": "", "origin": "sms", "at": self.world.now, **more}
        self.world.add(OptOut, phone_id=phone_id, **row)

    def inside(self, db: Connection) -> Context:
        world, nobody = self.world, UUID(int=0)
        say, places = world.library.text, world.places
        return Context(db, world.vault, world.settings, say, places, world.now, "command", "fr", nobody, None, "")

    def transact(self, unit: Any) -> Any:
        return unit(self.world.db)

    def setting(self, **changes: Any) -> None:
        self.world.settings = self.world.settings.model_copy(update=changes)

    def look(
        self,
        text: str | Mapping[str, str] = "Bonjour",
        where: Mapping[str, Sequence[str]] | None = None,
        **more: Any,
    ) -> tuple[Draft, Preview]:
        """A look at a campaign to everybody, unless it is said to whom."""
        texts = {"fr": text} if isinstance(text, str) else text
        filters = {"all": ["yes"]} if where is None and "listed" not in more else where or {}
        if "occasion" in more:
            more["occasion"] = Occasion(more["occasion"])
        wish = Wish(**{"name": "Visites", "texts": texts, "where": filters, **more})
        take_in(wish.listed or (), self.transact, self.inside)
        return looked_at(self.inside(self.world.db), self.world.library, wish)

    def begin(self, *words: Any, again: bool = False, **more: Any) -> Sending:
        """A campaign that is looked at and begun; its steps are still to be done."""
        draft, preview = self.look(*words, **more)
        return sending(draft, preview, self.transact, self.inside, again=again)

    def send(self, *words: Any, again: bool = False, **more: Any) -> UUID:
        """A campaign as it is sent; its id."""
        made = self.begin(*words, again=again, **more)
        list(made.steps())
        return made.plan.campaign_id

    def campaign(self, campaign_id: UUID) -> Any:
        return self.world.one(Campaign, id=campaign_id)

    def targets(self, campaign_id: UUID) -> dict[UUID, str]:
        """Subject → what became of it."""
        rows = self.world.rows(CampaignTarget, campaign_id=campaign_id)
        found = {row.subject_id: row.state for row in rows}
        assert len(found) == len(rows)
        return found

    def texts(self, campaign_id: UUID) -> list[Any]:
        return self.world.rows(Message, campaign_id=campaign_id)

    def bodies(self, campaign_id: UUID) -> dict[UUID | None, str]:
        """Person → the words that they get."""
        opened = self.world.vault.open
        return {row.person_id: opened(BODY, row.id, row.body) for row in self.texts(campaign_id)}

    def whom(self, **where: Any) -> set[UUID]:
        """The people of an audience."""
        draft, _ = self.look(where={name: [value] for name, value in where.items()})
        return self.people_of(draft)

    def people_of(self, draft: Draft) -> set[UUID]:
        pages, found = Pages(draft.audience, self.world.now.date()), set()
        people, cursor = pages.page(self.world.db)
        while True:
            found |= {one.person_id or one.phone_id for one in people}
            if cursor is None:
                return {one for one in found if one is not None}
            people, cursor = pages.page(self.world.db, cursor)

    def places(self) -> Gazetteer:
        """The places that stand in the database."""
        atlas = Atlas()
        atlas.refresh(self.world.db)
        return atlas.gazetteer

    def answers(self, campaign_id: UUID, person: UUID) -> None:
        """That person wrote back."""
        target = t.campaign_target
        which = (target.c.campaign_id == campaign_id) & (target.c.person_id == person)
        self.world.db.execute(update(target).where(which).values(answered_at=self.world.now))

    def change(self, campaign_id: UUID, to: str, by: UUID | None = None) -> None:
        control.change(self.world.db, campaign_id, CampaignState(to), by, self.world.now)

    def status(self, campaign_id: UUID) -> control.Status:
        return control.status(self.world.db, self.world.vault, campaign_id)

    def kit(self) -> UUID:
        """The one kit of the world, made by the first who asks."""
        found = self.world.rows(Kit)
        return found[0].id if found else self.world.kit()[0]
