"""Health centres and specialised structures from a list."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from flows.spelling import folded
from service.ids import uuid7
from service.models.referral import FacilityKind
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context
from service.programme.transfer import vocabulary as v
from service.programme.transfer.cells import words
from service.programme.transfer.changes import Changes, alter, difference
from service.programme.transfer.columns import Field
from service.programme.transfer.kind import Kind, need
from service.programme.transfer.options import one_of
from service.programme.transfer.reading import Outcome, Record
from service.programme.transfer.whereabouts import PLACE

_LEVELS = ("village", "commune", "cercle", "region")
_ADD = Adding(t.facility)


class HealthCentres(Kind):
    """Where care is given. One of the same name in the same place is there already."""

    name = "health_centres"
    needs = (("name",), ("place", "commune", "cercle"))
    fields = (
        Field("name", words(), "nom | nom du centre | centre | centre de santé | CSCOM | structure | health centre"),
        Field("kind", one_of(v.CENTRE), "type | type de structure | type de centre | facility type"),
        *PLACE,
    )

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._met: dict[tuple[str | None, str], int] = {}

    def settle(self, db: Connection, records: Sequence[Record]) -> None:
        there = {(row.place, folded(row.name)): row for row in db.execute(select(t.facility))}
        for record in records:
            values = record.values
            if not need(record, values, "name"):
                continue
            place = self.where.of(record, _LEVELS)
            if record.outcome is Outcome.WRONG:
                continue
            if place is None:
                record.wrong("place", "it is missing")
                continue
            other = self._met.setdefault((place, folded(values["name"])), record.line)
            if other != record.line:
                record.wrong("name", f"row {other} is the same centre")
                continue
            stood = there.get((place, folded(values["name"])))
            wanted: dict[str, Any] = {name: values[name] for name in ("name", "kind") if name in values}
            record.change = {"place": place, "wanted": wanted}
            if stood is not None:
                what = difference(self.vault, "facility", stood, wanted)
                record.outcome = Outcome.CHANGED if what.after else Outcome.SAME
                record.change |= {"stood": stood.id, "what": what}

    def write(self, ctx: Context, records: Sequence[Record], changes: Changes) -> None:
        rows = []
        for record in records:
            change = record.change
            if record.outcome is Outcome.NEW:
                kind = {"kind": FacilityKind.HEALTH_CENTRE.value, **change["wanted"]}
                rows.append({"id": uuid7(), **kind, "place": change["place"], "made_up": False})
                changes.of_row(record, "facility", rows[-1]["id"])
            elif change is not None and "what" in change:
                alter(ctx.db, self.vault, "facility", change["stood"], change["what"].after)
                changes.of_row(record, "facility", change["stood"], change["what"])
        _ADD.many(ctx.db, rows)
