"""The people of a list, written: the new ones together, the known ones one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.ids import uuid7
from service.many import among
from service.models.person import ConsentPurpose
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context
from service.programme.labels import PHONE
from service.programme.transfer.changes import NOTHING, Changes, Difference, alter, difference
from service.programme.transfer.households import Households, add_households, head, key_of
from service.programme.transfer.numbers import Numbers, Told, link_all
from service.programme.transfer.people_known import homes_of, reached
from service.programme.transfer.people_making import PeopleMaking, new_code
from service.programme.transfer.people_values import household_values, numbers_of
from service.programme.transfer.reading import Outcome, Record
from service.vault import Vault

CHANNEL = "import"
_ADD_PERSON, _ADD_CONSENT, _ADD_TOKENS = Adding(t.person), Adding(t.consent), Adding(t.name_token)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whose card the row names, and what the row changes of them. `home`: of their household; `new_home`: the
    one that they get where they have none; `numbers`: by which they are not reached yet."""

    row: Any
    what: Difference
    home: Difference = NOTHING
    new_home: UUID | None = None
    numbers: Sequence[Told] = ()


class PeopleWriting:
    """Makes rows of one file's people, and writes them."""

    def __init__(self, ctx: Context) -> None:
        self._vault: Vault = ctx.vault
        self._ctx = ctx
        self._numbers = Numbers(ctx.db, ctx.vault)
        self.staff_phones = self._numbers.staff
        self._households = Households()
        self._making = PeopleMaking(ctx, self._households, self._numbers)

    def met_again(self, record: Record, subject_id: str) -> None:
        """A row that was taken in before: whoever says the same household joins that person."""
        if subject_id:
            self._households.met_again(record.values, UUID(subject_id))

    def prepare(self, records: Sequence[Record]) -> None:
        """Make whoever may be new ready, outside of the transaction."""
        self._making.prepare(records)

    def remember(self, db: Connection) -> None:
        """Look up the households of those who were met again."""
        self._households.remember(db)

    def settle(self, db: Connection, records: Sequence[Record]) -> None:
        """What else the rows of known people change: their households and phones. Where nothing, they are the same."""
        homes = homes_of(db, [record.change.row.household_id for record in records])
        there = reached(db, [record.change.row.id for record in records])
        for record in records:
            known = self._with_home(record, homes)
            links = {n: there.get((known.row.id, self._vault.index(PHONE, n))) for n in numbers_of(record.values)}
            told = self._numbers.told({"phone": tuple(number for number, stands in links.items() if stands is None)})
            if False in links.values():
                record.doubt("phone", "it reached the person once and does not any more: it is not linked again")
            record.change = replace(known, numbers=told)
            if not (known.what.after or known.home.after or told):
                record.outcome = Outcome.SAME

    def _with_home(self, record: Record, homes: Mapping[UUID, Any]) -> KnownPerson:
        """What the row says of the household: of the one that they have, else of one that they get."""
        known: KnownPerson = record.change
        home = homes.get(known.row.household_id)
        if home is None:
            new = self._households.of(record.values)
            moved = Difference({"household_id": None}, {"household_id": new}) if new else NOTHING
            return replace(known, what=known.what.with_(moved), new_home=new)
        self._households.join(key_of(record.values), home.id)
        said = household_values(record.values)
        if record.values.get("head") and home.head_person_id is None:
            said["head_person_id"] = known.row.id
        return replace(known, home=difference(self._vault, "household", home, said))

    def write(self, ctx: Context, records: Sequence[Record], changes: Changes) -> None:
        """Write the new ones together, the known ones one by one."""
        new = [record for record in records if record.outcome is Outcome.NEW]
        for record in new:
            record.made = record.made or self._making.new(record.values)
        add_households(ctx.db, [(record, _home_of(record)) for record in records], changes)
        self._write_new(ctx, new, changes)
        people = [(record, record.made.row["id"], record.made.numbers) for record in new]
        for record in records:
            if isinstance(record.change, KnownPerson):
                self._write_known(ctx, record, changes)
                people.append((record, record.change.row.id, record.change.numbers))
        link_all(ctx.db, people, changes, ctx.now)

    def _write_new(self, ctx: Context, new: Sequence[Record], changes: Changes) -> None:
        self._with_free_codes(ctx.db, new)
        made = [record.made for record in new]
        _ADD_PERSON.many(ctx.db, [one.row for one in made])
        _ADD_CONSENT.many(ctx.db, [row for record in new for row in self._consents(record)])
        _ADD_TOKENS.many(ctx.db, [token for one in made for token in one.tokens])
        for record in new:
            row = record.made.row
            if record.values.get("head") and row["household_id"] is not None:
                head(ctx.db, row["household_id"], row["id"])
            changes.of_row(record, "person", row["id"])

    def _with_free_codes(self, db: Connection, new: Sequence[Record]) -> None:
        """Of a few thousand codes drawn by chance one is somebody's already, now and then. What a row gave stays."""
        drawn = [record for record in new if not record.made.has_own_code]
        used = {record.made.row["code_mac"] for record in new if record.made.has_own_code}
        while drawn:
            macs = [record.made.row["code_mac"] for record in drawn]
            used.update(bytes(mac) for mac in db.scalars(select(t.person.c.code_mac).where(_is_code(db, macs))))
            again = []
            for record, mac in zip(drawn, macs, strict=True):
                if mac in used:
                    again.append(record)
                used.add(mac)
            for record in again:
                row = record.made.row
                record.made = replace(record.made, row={**row, **self._making.card(row["id"], new_code())})
            drawn = again

    def _consents(self, record: Record) -> list[dict[str, Any]]:
        row, values = record.made.row, record.values
        said = {ConsentPurpose.REGISTRATION: True, ConsentPurpose.SHARING: values.get("consent_sharing")}
        return [
            _consent(row["id"], purpose, given, row["registered_at"])
            for purpose, given in said.items()
            if given is not None
        ]

    def _write_known(self, ctx: Context, record: Record, changes: Changes) -> None:
        known: KnownPerson = record.change
        what = known.what
        if record.outcome is Outcome.CHANGED:
            stood = {"updated_at": known.row.updated_at}
            what = what.with_(Difference(stood, {"updated_at": ctx.now}))
            alter(ctx.db, self._vault, "person", known.row.id, what.after)
        if known.new_home is not None and record.values.get("head"):
            head(ctx.db, known.new_home, known.row.id)
        if known.home.after:
            alter(ctx.db, self._vault, "household", known.row.household_id, known.home.after)
            changes.beside(record, "household", known.row.household_id, known.home)
        changes.of_row(record, "person", known.row.id, what)


def _home_of(record: Record) -> UUID | None:
    """The household that the row may have to be given."""
    if isinstance(record.change, KnownPerson):
        return record.change.new_home
    home: UUID | None = record.made.row["household_id"] if record.outcome is Outcome.NEW else None
    return home


def _is_code(db: Connection, macs: Sequence[bytes]) -> Any:
    return among(db, t.person.c.code_mac, macs)


def _consent(person_id: UUID, purpose: ConsentPurpose, given: bool, at: datetime) -> dict[str, Any]:
    row = {"id": uuid7(), "person_id": person_id, "purpose": purpose.value, "given": given}
    return {**row, "at": at, "channel": CHANNEL, "version": ""}
