"""Villages and health centres from a list."""

from service.models import Facility, Person, Place
from tests.service.programme.transfer.lists import Desk, outcomes, person


def test_villages_get_codes_below_their_commune(desk: Desk) -> None:
    rows: list[dict[str, object]] = [
        {"Village": "Kotaka", "Commune": "Konna", "Latitude": 14.9, "Longitude": -3.9},
        {"Village": "Diantakaye", "Commune": "ML050605"},
        {"Village": "Own", "Commune": "Fatoma", "P-code": "ml050604-zz"},
    ]
    job = desk.take(rows, "villages")
    found = {row.pcode: (row.name, row.parent, row.lat) for row in desk.world.rows(Place, level="village")}
    assert found == {
        "ML050605-01": ("Kotaka", "ML050605", 14.9),
        "ML050605-02": ("Diantakaye", "ML050605", None),
        "ML050604-ZZ": ("Own", "ML050604", None),
    }
    assert desk.take(rows, "villages") is None
    corrected = desk.take([{"Village": "Kotaka", "Commune": "Konna", "Latitude": 14.95, "Longitude": -3.9}], "villages")
    assert desk.world.one(Place, pcode="ML050605-01").lat == 14.95
    desk.take([person(village="Kotaka")])
    assert desk.world.one(Person).place == "ML050605-01"
    assert desk.undo(corrected) == []
    assert desk.world.one(Place, pcode="ML050605-01").lat == 14.9
    assert [(kept.line, kept.subject) for kept in desk.undo(job)] == [(2, "place")], "somebody lives there"
    assert [row.pcode for row in desk.world.rows(Place, level="village")] == ["ML050605-01"]


def test_what_is_wrong_with_villages(desk: Desk) -> None:
    rows: list[dict[str, object]] = [
        {"Village": "", "Commune": "Konna", "lat": 14.9, "lon": -3.9, "pcode": ""},
        {"Village": "A un", "Commune": "Nowhere"},
        {"Village": "A deux", "Commune": "ML0506"},
        {"Village": "A trois", "Commune": "Konna", "lat": 95, "lon": -3},
        {"Village": "A quatre", "Commune": "Konna", "lat": 14.9},
        {"Village": "A cinq", "Commune": "Konna", "pcode": "ML050605"},
        {"Village": "A six", "Commune": "Konna", "pcode": "?"},
        {"Village": "A sept", "Commune": "Konna"},
        {"Village": "A SEPT", "Commune": "Konna"},
    ]
    assert outcomes(desk.look(rows, "villages")) == (1, 0, 0, 8)
    assert [one[1] for one in desk.told()] == [
        "Village", "Commune", "Commune", "lat", "lon", "pcode", "pcode", "Village",
    ]  # fmt: skip


def test_centres_are_known_by_name_and_place(desk: Desk) -> None:
    rows = [
        {"Nom du centre": "CSCOM de Konna", "Commune": "Konna"},
        {"Nom du centre": "Psychiatrie", "Commune": "Fatoma"},
    ]
    job = desk.take(rows, "health_centres")
    assert [(row.name, row.kind, row.place) for row in desk.world.rows(Facility)] == [
        ("CSCOM de Konna", "health_centre", "ML050605"),
        ("Psychiatrie", "health_centre", "ML050604"),
    ]
    rows[1]["Type"] = "Structure spécialisée"
    changed = desk.take(rows, "health_centres")
    assert desk.world.one(Facility, name="Psychiatrie").kind == "specialised"
    assert desk.undo(changed) == []
    assert desk.undo(job) == []
    assert desk.world.rows(Facility) == []


def test_two_villages_of_one_code_are_refused(desk: Desk) -> None:
    rows = [{"name": name, "commune": "Konna", "pcode": "ML050605-07"} for name in ("Kotaka", "Sobé")]
    assert outcomes(desk.look(rows, "villages")) == (1, 0, 0, 1)
    assert desk.told() == [(3, "pcode", "row 2 has the same code")]


def test_a_code_that_is_made_here_is_none_that_another_row_has(desk: Desk) -> None:
    rows: list[dict[str, object]] = [
        {"name": "Kotaka", "commune": "Konna", "pcode": ""},
        {"name": "Sobé", "commune": "Konna", "pcode": "ML050605-01"},
    ]
    desk.take(rows, "villages")
    found = {row.name: row.pcode for row in desk.world.rows(Place, level="village")}
    assert found == {"Kotaka": "ML050605-02", "Sobé": "ML050605-01"}
