"""What every kind of import shares: looked at first, made ready outside of any transaction, then written."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.many import among
from service.models.person import PersonState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.labels import CARD, PHONE
from service.programme.transfer.changes import Changes, taken_in
from service.programme.transfer.columns import Columns, Field
from service.programme.transfer.reading import Outcome, Record
from service.programme.transfer.whereabouts import Whereabouts
from service.programme.working_days import today
from service.vault import Vault

CLOSED = "this card's file is closed: it was merged into another, or the person withdrew"


class Kind(ABC):
    """One kind of import, for one file. Its methods may be called again for the same records: a transaction may have
    to be run a second time."""

    name: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    """Fields of which the file must have one column each; within a tuple, one of them."""

    def __init__(self, ctx: Context) -> None:
        self.vault: Vault = ctx.vault
        self.today: date = today(ctx)
        self.where = Whereabouts(ctx.places)

    def missing(self, columns: Columns) -> list[str]:
        """What the file has no column for, and must have."""
        return [" or ".join(names) for names in self.needs if not columns.has(*names)]

    def look(self, db: Connection, records: Sequence[Record]) -> None:
        """What each row would do, and what is wrong with it: sets their outcomes. Reads only."""
        known = taken_in(db, records)
        met: set[UUID] = set()
        for record in records:
            if record.outcome is Outcome.WRONG:
                continue
            self.tidy(record)
            if record.marker in known or record.marker in met:
                record.again()
                record.outcome = Outcome.SAME
                self.met_again(record, known.get(record.marker, ""))
            met.add(record.marker)
        self.settle(db, [record for record in records if record.outcome not in (Outcome.SAME, Outcome.WRONG)])

    def tidy(self, record: Record) -> None:  # noqa: B027 most kinds have nothing to do here
        """What a row says of itself, put as the tables have it, or found wrong. Needs no database."""

    def met_again(self, record: Record, subject_id: str) -> None:  # noqa: B027 most kinds have nothing to do here
        """A row that was taken in before, about that subject."""

    @abstractmethod
    def settle(self, db: Connection, records: Sequence[Record]) -> None:
        """Of good rows that were never taken in: what they would do, and what is wrong with them."""

    def doubt(self, db: Connection, records: Sequence[Record]) -> None:  # noqa: B027 most kinds have nothing to do here
        """Warnings, for the look before anything is written only."""

    def prepare(self, records: Sequence[Record]) -> None:
        """What can be done before the transaction: nothing that takes time should be left for it."""
        for record in records:
            self.tidy(record)

    @abstractmethod
    def write(self, ctx: Context, records: Sequence[Record], changes: Changes) -> None:
        """Write what is new or changed. The records were looked at in the same transaction."""


def need(record: Record, values: Mapping[str, Any], *names: str) -> bool:
    """Whether the row says all of these; what it does not say is told."""
    missing = [name for name in names if values.get(name) in (None, "", ())]
    for name in missing:
        record.wrong(name, "it is missing")
    return not missing


def people_by_card(db: Connection, vault: Vault, codes: Iterable[str]) -> dict[str, Any]:
    """Card code → id, state, place and household of the person."""
    macs = {vault.index(CARD, code): code for code in codes}
    if not macs:
        return {}
    wanted = select(t.person.c.id, t.person.c.code_mac, t.person.c.state, t.person.c.place, t.person.c.household_id)
    rows = db.execute(wanted.where(among(db, t.person.c.code_mac, list(macs))))
    return {macs[bytes(row.code_mac)]: row for row in rows}


def person_of(record: Record, found: Mapping[str, Any]) -> Any | None:
    """The person whose card the row names; None where there is none, which the row is told."""
    row = found.get(record.values.get("code", ""))
    if row is None:
        record.wrong("code", "nobody has this card code")
    elif row.state != PersonState.ACTIVE.value:
        record.wrong("code", CLOSED)
        return None
    return row


def staff_by_phone(db: Connection, vault: Vault, numbers: Iterable[str]) -> dict[str, UUID]:
    """Number → who works from it."""
    macs = {vault.index(PHONE, number): number for number in numbers}
    if not macs:
        return {}
    rows = db.execute(
        select(t.staff.c.id, t.staff.c.phone_mac).where(t.staff.c.active, among(db, t.staff.c.phone_mac, list(macs)))
    )
    return {macs[bytes(row.phone_mac)]: row.id for row in rows}
