"""`retour kit`, `retour distribution`, `retour verification`, end to end on one installation."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from typer.testing import CliRunner, Result

from service.commands import distribution, kit, verification
from service.database import writing
from service.ids import uuid7
from service.models import AuditEvent, Business, BusinessMember, BusinessType, Delivery, table_of
from tests.service.programme.campaigns.camp import ORANGE, Somebody
from tests.service.programme.world import AGENT, NOW, OUMAR

APPS = {"kit": kit.app, "distribution": distribution.app, "verification": verification.app}
KITS = """
kits:
  fishing:
    names: {fr: Pêche, en: Fishing}
    items:
      canoe: {fr: Pirogue}
      net: {fr: Filets, quantity: 4}
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(APPS[words[0]], list(words[1:]))


def said(*words: str) -> str:
    """What a command that has to succeed says."""
    result = run(*words)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    return result.stderr


def lines(*words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(said(*words, "--format", "json"))
    return found


@pytest.fixture
def catalogue(engine: Engine, people: list[Somebody], tmp_path: Path) -> Path:
    """The kits of a file, loaded."""
    path = tmp_path / "kits.yaml"
    path.write_text(KITS, encoding="utf-8")
    assert said("kit", "load", str(path), "--by", OUMAR) == "1 new, 0 that stood already.\n"
    return path


def listed(tmp_path: Path, *people: Somebody) -> str:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["carte", *(one.code for one in people)]), encoding="utf-8")
    return str(path)


def planned(tmp_path: Path, *people: Somebody) -> str:
    """A distribution to these people; its id."""
    told = said("distribution", "plan", "--kit", "fishing", "--village", "Konna", "--on", "2026-12-01", "--by", OUMAR,
                "--list", listed(tmp_path, *people))  # fmt: skip
    assert f"{len(people)} to be delivered in Konna, Mopti on 2026-12-01." in told
    return told.split(" ")[1].rstrip(":")


def recorded(code: str, *more: str, by: str = OUMAR) -> str:
    """A delivery of this month; its id."""
    told = said("distribution", "deliver", "--card", code, "--kit", "fishing", "--on", "2025-11-24", "--by", by, *more)
    return told.split(" ")[1].rstrip(":")


def actions(engine: Engine) -> set[str]:
    with engine.connect() as db:
        return set(db.scalars(select(table_of(AuditEvent).c.action)))


def test_kits_are_loaded_listed_and_retired(engine: Engine, catalogue: Path) -> None:
    (line,) = lines("kit", "list")
    assert (line["kit"], line["name"], line["items"], line["visits after days"], line["active"]) == (
        "fishing",
        "Pêche",
        "canoe 1, net 4",
        "30 90 180",
        True,
    )
    assert [(one["item"], one["quantity"]) for one in lines("kit", "show", "fishing")] == [("canoe", 1), ("net", 4)]
    assert said("kit", "load", str(catalogue), "--by", OUMAR) == "0 new, 1 that stood already.\n"
    assert said("kit", "retire", "fishing", "--by", OUMAR) == "Retired. Still to be delivered: 0.\n"
    assert {"kit loaded", "kit retired"} <= actions(engine)


def test_a_file_with_a_mistake_changes_nothing(catalogue: Path) -> None:
    catalogue.write_text(KITS.replace("quantity: 4", "quantity: many").replace("Pirogue", "Canot"), encoding="utf-8")
    assert "kits.yaml, line 7: kit fishing, item net: 'many' is no whole number" in refused(
        "kit", "load", str(catalogue), "--by", OUMAR
    )
    assert lines("kit", "show", "fishing")[0]["name"] == "Pirogue"
    assert "cannot be read" in refused("kit", "load", "nowhere.yaml", "--by", OUMAR)
    catalogue.write_bytes(b"kits:\n  p\xeache: {}\n")
    assert "no text file in UTF-8" in refused("kit", "load", str(catalogue), "--by", OUMAR)


def test_a_distribution_is_planned_moved_and_cancelled(
    engine: Engine, catalogue: Path, people: list[Somebody], tmp_path: Path
) -> None:
    which = planned(tmp_path, *people)
    (line,) = lines("distribution", "list")
    assert (line["distribution"], line["village"], line["kit"], line["state"], line["kits"], line["to come"]) == (
        which,
        "Konna, Mopti",
        "fishing",
        "planned",
        2,
        2,
    )
    assert {one["who"] for one in lines("distribution", "show", which)} == {"Aminata T.", "Fanta C."}
    assert said("distribution", "move", which, "--on", "2026-12-05", "--by", OUMAR) == "Moved to 2026-12-05.\n"
    assert lines("distribution", "list", "--village", "Konna")[0]["day"] == "2026-12-05"
    assert lines("distribution", "list", "--village", "Fatoma") == []
    assert said("distribution", "cancel", which, "--by", OUMAR) == "Cancelled: 2.\n"
    assert "is cancelled: it cannot be changed" in refused("distribution", "cancel", which, "--by", OUMAR)
    assert {"distribution planned", "distribution moved", "distribution cancelled"} <= actions(engine)


def test_an_id_is_never_cut_short(
    catalogue: Path, people: list[Somebody], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = planned(tmp_path, people[0])
    monkeypatch.setenv("COLUMNS", "80")
    told = said("distribution", "list")
    assert which in told
    assert "2026-12-01" in told


def test_a_village_is_planned_for_by_its_businesses(engine: Engine, catalogue: Path, people: list[Somebody]) -> None:
    business = uuid7()
    with writing(engine) as db:
        db.execute(insert(table_of(BusinessType)), {"code": "fishing", "names": {"fr": "Pêche"}})
        db.execute(insert(table_of(Business)), {"id": business, "type": "fishing", "place": "ML050605"})
        member = {"business_id": business, "person_id": people[0].id, "role": "leader", "since": NOW}
        db.execute(insert(table_of(BusinessMember)), member)
    told = said(
        "distribution", "plan", "--kit", "fishing", "--village", "ML050605", "--on", "2026-12-01", "--by", OUMAR
    )
    assert "1 to be delivered" in told
    assert lines("distribution", "show", told.split(" ")[1].rstrip(":"))[0]["who"] == "Aminata T."


def test_a_word_is_noted_corrected_and_seen_beside_the_other(
    engine: Engine, catalogue: Path, people: list[Somebody], tmp_path: Path
) -> None:
    planned(tmp_path, people[0])
    which = recorded(people[0].code, "--items", "net=3, canoe=1")
    words = lines("distribution", "words", which)
    assert [(one["item"], one["promised"], one["agent says"], one["person says"]) for one in words] == [
        ("Pirogue", 1, 1, None),
        ("Filets", 4, 3, None),
    ]
    assert lines("distribution", "differences") == []
    assert recorded(people[0].code, "--correct", by=AGENT) == which
    assert lines("distribution", "words", which)[1]["agent says"] == 4
    with engine.connect() as db:
        row = db.execute(table_of(Delivery).select()).one()
    assert (row.state, row.recorded_how) == ("delivered", "command")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--items", "net"), "'net' is not written as net=3."),
        (("--items", "net=x,canoe=1"), "'net=x' is not written as net=3."),
        (("--items", "net=1,net=2"), "net is said twice."),
        (("--items", "net=1"), "Say of each item how many came, 0 for none: canoe."),
        (("--on", "2999-01-01"), "still to come"),
        (("--on", "demain"), "'demain' is no day: write it as 2026-12-01."),
        (("--kit", "goats"), "There is no kit 'goats': there are fishing."),
        (("--card", "123456789"), "Nobody has a card with this code."),
        (("--correct",), "there is nothing to correct"),
        (("--by", ORANGE), "Nobody works from the phone"),
    ],
)
def test_what_is_typed_wrong_is_said(
    catalogue: Path, people: list[Somebody], more: tuple[str, ...], reason: str
) -> None:
    words = ("--card", people[0].code, "--kit", "fishing", "--on", "2025-11-24", "--by", OUMAR)
    assert reason in refused("distribution", "deliver", *words, *more)


def test_an_agent_plans_nothing(catalogue: Path, people: list[Somebody], tmp_path: Path) -> None:
    words = ("--kit", "fishing", "--village", "Konna", "--on", "2026-12-01", "--by", AGENT)
    told = refused("distribution", "plan", *words, "--list", listed(tmp_path, people[0]))
    assert "it takes a programme_officer or a administrator" in told


def test_a_sample_is_drawn_handed_out_and_asked_about(
    engine: Engine, catalogue: Path, people: list[Somebody], tmp_path: Path
) -> None:
    for one in people:
        recorded(one.code)
    told = said("verification", "plan", "--name", "Mai", "--by", OUMAR, "--seed", "5")
    assert "2 of 2 deliveries, seed 5." in told
    (line,) = lines("verification", "list")
    assert (line["name"], line["sample"], line["asked"], line["confidence"]) == ("Mai", 2, 0, 0.95)
    assert {one["who"] for one in lines("verification", "targets", "Mai")} == {"Aminata T.", "Fanta C."}
    assert len(lines("verification", "targets", "Mai", "--agent", AGENT, "--village", "Konna")) == 1
    file = tmp_path / "hand.csv"
    said("verification", "targets", "Mai", "--format", "csv", "--out", str(file), "--by", OUMAR)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert {(row["who"], row["phone"]) for row in rows} >= {("Aminata Traoré", f"'{ORANGE}")}
    assert file.stat().st_mode & 0o777 == 0o600
    assert "verification list handed out" in actions(engine)
    assert said("verification", "outcome", "Mai", people[0].code, "confirmed", "--by", AGENT) == "Noted.\n"
    assert "a case is open" in said("verification", "outcome", "Mai", people[1].code, "differs", "--by", AGENT)
    table = said("verification", "show", "Mai")
    assert "50.0% of the 2 who were reached confirm it, ± 0.0 points." in table
    assert lines("verification", "show", "Mai")[-1] == {
        "village": "all",
        "drawn": 2,
        "confirmed": 1,
        "differs": 1,
        "not reached": 0,
        "still open": 0,
    }


def test_nobody_has_a_list_before_it_is_written_who_took_it(
    engine: Engine, catalogue: Path, people: list[Somebody], tmp_path: Path
) -> None:
    recorded(people[0].code)
    said("verification", "plan", "--name", "Mai", "--by", OUMAR)
    out = str(tmp_path / "nowhere" / "hand.csv")
    assert "cannot be written" in refused("verification", "targets", "Mai", "--by", OUMAR, "--out", out)
    assert "verification list handed out" in actions(engine)


def test_a_distribution_that_is_none_is_said(catalogue: Path) -> None:
    assert "There is no such distribution." in refused("distribution", "show", str(uuid7()))


def test_a_narrow_terminal_cuts_no_word(
    catalogue: Path, people: list[Somebody], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(tmp_path, *people)
    monkeypatch.setenv("COLUMNS", "80")
    told = said("distribution", "list")
    assert all(word in told for word in ("village", "confirmed", "differs", "Konna", "fishing", "planned"))


def test_a_list_with_names_needs_a_file_and_somebody_who_asks_for_it(
    catalogue: Path, people: list[Somebody], tmp_path: Path
) -> None:
    recorded(people[0].code)
    said("verification", "plan", "--name", "Mai", "--by", OUMAR)
    assert run("verification", "targets", "Mai", "--by", OUMAR).exit_code == 2
    assert run("verification", "targets", "Mai", "--out", str(tmp_path / "x.csv"), "--format", "csv").exit_code == 2
    assert "You noted this delivery yourself" in refused(
        "verification", "outcome", "Mai", people[0].code, "confirmed", "--by", OUMAR
    )
    assert "There is no verification 'Juin'" in refused("verification", "show", "Juin")
