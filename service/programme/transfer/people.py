"""People from a list: what each row says, whether they are new or known by their card, and what speaks against it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from flows.spelling import folded
from service.many import among
from service.models.person import PersonState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.labels import NAME, PHONE
from service.programme.transfer.changes import Changes, difference
from service.programme.transfer.columns import Columns
from service.programme.transfer.kind import CLOSED, Kind, need, people_by_card
from service.programme.transfer.people_fields import people_fields
from service.programme.transfer.people_values import BANDS, numbers_of, person_values, vulnerability
from service.programme.transfer.people_writing import KnownPerson, PeopleWriting
from service.programme.transfer.reading import Outcome, Record

OF_AGE = 18


class People(Kind):
    """New people, and what a list corrects of those whose card it names."""

    name = "people"

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.fields = tuple(people_fields(ctx.db, self.today))
        self._writing = PeopleWriting(ctx)
        self._cards: dict[str, int] = {}
        self._namesakes: set[int] = set()
        self._phoned: set[int] = set()
        self._is_filled = False

    def missing(self, columns: Columns) -> list[str]:
        """A list of cards corrects what it has columns for; without cards everybody in it is new."""
        needs = () if columns.has("code") else (("name",), ("sex",), ("birth_year", "age"), ("consent",))
        return [" or ".join(names) for names in needs if not columns.has(*names)]

    def met_again(self, record: Record, subject_id: str) -> None:
        self._writing.met_again(record, subject_id)

    def settle(self, db: Connection, records: Sequence[Record]) -> None:
        self._writing.remember(db)
        found = people_by_card(db, self.vault, [r.values["code"] for r in records if "code" in r.values])
        rows = _rows(db, [row.id for row in found.values()])
        for record in records:
            code = record.values.get("code", "")
            known = found.get(code)
            if code and self._cards.setdefault(code, record.line) != record.line:
                record.wrong("code", f"row {self._cards[code]} has the same card code")
            elif known is None:
                self._check_new(record)
            elif known.state != PersonState.ACTIVE.value:
                record.wrong("code", CLOSED)
            elif record.outcome is not Outcome.WRONG:
                self._settle_known(record, rows[known.id])
        self._writing.settle(db, [record for record in records if record.outcome is Outcome.CHANGED])

    def tidy(self, record: Record) -> None:
        values = record.values
        place = self.where.of(record)
        if place is not None:
            values["pcode"] = place
        if "birth_year" not in values and "age" in values:
            values["birth_year"] = self.today.year - values["age"]
        if values.get("consent") is False:
            record.wrong("consent", "the person did not consent: nothing of them may be kept")
        left, returned = values.get("left_on"), values.get("returned_on")
        if left and returned and returned.last() < left.first():
            record.wrong("returned_on", "it lies before the day on which they left")
        bands = [values[name] for name in BANDS if name in values]
        if bands and "household_size" in values and sum(bands) > values["household_size"]:
            record.wrong("household_size", "the ages together are more people than the household has")

    def _check_new(self, record: Record) -> None:
        values = record.values
        need(record, values, "name", "sex", "birth_year", "consent")
        born = values.get("birth_year")
        if born is not None and self.today.year - born < OF_AGE and not values.get("guardian"):
            record.wrong("guardian", f"under {OF_AGE}: a named adult is missing")

    def _settle_known(self, record: Record, row: Any) -> None:
        """Somebody whose card the row names: what of it is not so yet."""
        wanted = person_values(record.values)
        if not record.values.keys().isdisjoint(("vulnerability", "head", "head_sex", "sex")):
            wanted["vulnerability"] = vulnerability(record.values, row)
        record.outcome = Outcome.CHANGED
        record.change = KnownPerson(row, difference(self.vault, "person", row, wanted))

    def doubt(self, db: Connection, records: Sequence[Record]) -> None:
        """Whoever may be registered already, or stands twice in the list: a person decides (`retour people
        duplicates`), never the import."""
        self._fill(db)
        staff = self._writing.staff_phones
        for record in records:
            values = record.values
            if any(self.vault.index(PHONE, number) in staff for number in numbers_of(values)):
                record.doubt("phone", "it is the number of a member of staff: it is not linked to the person")
            if record.outcome is not Outcome.NEW or "name" not in values:
                continue
            if any(_twice(self._phoned, key) for key in _phone_keys(self.vault, values)):
                record.doubt("phone", "somebody of this name is reached by this number already: the same person?")
            elif _twice(self._namesakes, hash((folded(values["name"]), values["birth_year"], values.get("pcode")))):
                record.doubt(
                    "name", "somebody of this name, year of birth and place is there already: the same person?"
                )

    def _fill(self, db: Connection) -> None:
        """Everybody who is registered: only hashes of them are kept."""
        if self._is_filled:
            return
        active = t.person.c.state == PersonState.ACTIVE.value
        folds: dict[Any, str] = {}
        wanted = select(t.person.c.id, t.person.c.name, t.person.c.birth_year, t.person.c.place).where(active)
        for row in db.execute(wanted.execution_options(yield_per=1000)):
            key = folds[row.id] = folded(self.vault.open(NAME, row.id, row.name))
            self._namesakes.add(hash((key, row.birth_year, row.place)))
        links = select(t.person_phone.c.person_id, t.phone.c.number_mac).join_from(
            t.person_phone, t.phone, t.phone.c.id == t.person_phone.c.phone_id
        )
        for link in db.execute(links.where(t.person_phone.c.until.is_(None)).execution_options(yield_per=1000)):
            if link.person_id in folds:
                self._phoned.add(hash((folds[link.person_id], bytes(link.number_mac))))
        self._is_filled = True

    def prepare(self, records: Sequence[Record]) -> None:
        super().prepare(records)
        self._writing.prepare(records)

    def write(self, ctx: Context, records: Sequence[Record], changes: Changes) -> None:
        self._writing.write(ctx, records, changes)


def _rows(db: Connection, ids: Sequence[Any]) -> dict[Any, Any]:
    if not ids:
        return {}
    return {row.id: row for row in db.execute(select(t.person).where(among(db, t.person.c.id, ids)))}


def _twice(met: set[int], key: int) -> bool:
    """Whether it was met before; it is met now."""
    if key in met:
        return True
    met.add(key)
    return False


def _phone_keys(vault: Any, values: dict[str, Any]) -> list[int]:
    return [hash((folded(values["name"]), vault.index(PHONE, number))) for number in numbers_of(values)]
