"""Villages from a list: below a commune, by their P-code, or by one that is made here."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from flows.spelling import folded
from service.models.place import Level
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context
from service.programme.transfer.cells import degrees, words
from service.programme.transfer.changes import Changes, alter, difference
from service.programme.transfer.columns import Field
from service.programme.transfer.kind import Kind, need
from service.programme.transfer.reading import Outcome, Record
from service.programme.transfer.whereabouts import NoPlace

_CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{2,14}(?:-[A-Z0-9]{1,6})?")
_FAR = 2.0
"""Degrees between a village and the point of its commune: more is a slip, or latitude and longitude swapped."""
_FIELDS = (
    Field("pcode", words(30), "p-code | code | code village | code du village | village code | adm4_pcode"),
    Field("name", words(60), "village | nom | nom du village | village name | localité | adm4_name | adm4"),
    Field("commune", words(), "commune de rattachement | code commune | adm3 | adm3_pcode | municipality"),
    Field("cercle", words(), "adm2 | district"),
    Field("region", words(), "région | adm1"),
    Field("lat", degrees(90), "latitude | y | gps latitude | _gps_latitude"),
    Field("lon", degrees(180), "longitude | long | x | lng | gps longitude | _gps_longitude"),
)
_ADD = Adding(t.place)


class Villages(Kind):
    """The programme's own villages. One that is there already, by its code or its name, is corrected."""

    name = "villages"
    needs = (("name",), ("commune",))
    fields = _FIELDS

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._places = ctx.places
        self._met: dict[tuple[str, str], int] = {}
        self._coded: dict[str, int] = {}

    def settle(self, db: Connection, records: Sequence[Record]) -> None:
        communes = {record.line: self._check(record) for record in records}
        below = _below(db, [one for one in communes.values() if one])
        codes = {row.pcode: row for row in db.execute(select(t.place).where(t.place.c.pcode.in_(_codes(records))))}
        for record in records:
            commune = communes[record.line]
            if commune is None or record.outcome is Outcome.WRONG:
                continue
            name, code = record.values["name"], record.values.get("pcode", "").upper()
            key = commune, folded(name)
            other = self._met.setdefault(key, record.line)
            if other != record.line:
                record.wrong("name", f"row {other} is the same village")
                continue
            if code and self._coded.setdefault(code, record.line) != record.line:
                record.wrong("pcode", f"row {self._coded[code]} has the same code")
                continue
            stood = codes.get(code) if code else next((row for row in below if _is_called(row, key)), None)
            self._settle(record, stood, commune)

    def _check(self, record: Record) -> str | None:
        """The commune's P-code; None where the row is wrong, which it is told."""
        values = record.values
        if not need(record, values, "name", "commune"):
            return None
        if not _CODE.fullmatch(values.get("pcode", "ML0000").upper()):
            record.wrong("pcode", "it is no P-code: as ML050605-01")
        if ("lat" in values) != ("lon" in values):
            record.wrong("lat" if "lon" in values else "lon", "it is missing beside the other")
        within = tuple(values[name] for name in ("cercle", "region") if values.get(name))
        try:
            commune = self._commune(values["commune"], within)
        except NoPlace as error:
            record.wrong("commune", str(error))
            return None
        if not all(
            _is_near(mine, its) for mine, its in ((values.get("lat"), commune.lat), (values.get("lon"), commune.lon))
        ):
            record.doubt("lat", "it lies far from its commune: are latitude and longitude swapped?")
        return str(commune.pcode)

    def _commune(self, typed: str, within: tuple[str, ...]) -> Any:
        found = self.where.meant(typed, within)
        if found.level == Level.VILLAGE:  # of the same name as its commune
            found = self._places.get(found.parent)
        if found.level != Level.COMMUNE:
            raise NoPlace(f"{found.name} is a {found.level}: it takes a commune")
        return found

    def _settle(self, record: Record, stood: Any | None, commune: str) -> None:
        values = record.values
        wanted: dict[str, Any] = {name: values[name] for name in ("name", "lat", "lon") if name in values}
        if stood is None:
            record.change = {"commune": commune, "code": values.get("pcode", "").upper(), **wanted}
        elif stood.level != Level.VILLAGE:
            record.wrong("pcode", f"{stood.pcode} is a {stood.level} of the reference, and stays as it is")
        else:
            what = difference(self.vault, "place", stood, {**wanted, "parent": commune})
            record.outcome = Outcome.CHANGED if what.after else Outcome.SAME
            record.change = {"stood": stood.pcode, "what": what}

    def write(self, ctx: Context, records: Sequence[Record], changes: Changes) -> None:
        numbers = _numbers(ctx.db, [r.change["commune"] for r in records if r.outcome is Outcome.NEW])
        rows = []
        for record in records:
            change = record.change
            if record.outcome is Outcome.NEW:
                rows.append(_row(change, change["code"] or self._next(change["commune"], numbers)))
                changes.of_row(record, "place", rows[-1]["pcode"])
            elif change is not None and "what" in change:
                alter(ctx.db, self.vault, "place", change["stood"], change["what"].after)
                changes.of_row(record, "place", change["stood"], change["what"])
        _ADD.many(ctx.db, rows)

    def _next(self, commune: str, numbers: Counter[str]) -> str:
        """A code that no village has, and none that another row of the file gives."""
        while True:
            numbers[commune] += 1
            made = f"{commune}-{numbers[commune]:02}"
            if made not in self._coded:
                return made


def _row(change: dict[str, Any], pcode: str) -> dict[str, Any]:
    return {
        "pcode": pcode,
        "level": Level.VILLAGE.value,
        "name": change["name"],
        "parent": change["commune"],
        "lat": change.get("lat"),
        "lon": change.get("lon"),
        "made_up": False,
    }


def _numbers(db: Connection, communes: Sequence[str]) -> Counter[str]:
    """Commune → the highest number behind the code of any village below it."""
    found: Counter[str] = Counter()
    for row in _below(db, communes):
        number = row.pcode.removeprefix(f"{row.parent}-")
        if number.isascii() and number.isdigit():
            found[row.parent] = max(found[row.parent], int(number))
    return found


def _below(db: Connection, communes: Sequence[str]) -> list[Any]:
    """The villages of these communes."""
    if not communes:
        return []
    is_village = t.place.c.level == Level.VILLAGE.value
    return list(db.execute(select(t.place).where(is_village, t.place.c.parent.in_(sorted(set(communes))))))


def _codes(records: Sequence[Record]) -> list[str]:
    return [record.values["pcode"].upper() for record in records if "pcode" in record.values]


def _is_called(row: Any, key: tuple[str, str]) -> bool:
    return (row.parent, folded(row.name)) == key


def _is_near(mine: float | None, its: float | None) -> bool:
    return mine is None or its is None or abs(mine - its) <= _FAR
