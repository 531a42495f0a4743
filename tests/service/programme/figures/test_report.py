"""The report as JSON and as a workbook."""

import json
from pathlib import Path

from openpyxl import load_workbook

from flows.places import Gazetteer, Place
from service.programme.figures import Report, Scope, as_json, report
from service.programme.figures.workbook import save
from tests.service.programme.figures.field import DAY, GAO, PLACES, TODAY, Field

EVERY = ("region", "cercle", "sex", "month")


def made(here: Field, language: str = "fr", *by: str) -> Report:
    here.business(*here.people(20), *here.people(30, "male"))
    here.business(*here.people(3, "female", GAO), *here.people(9, "male", GAO), place=GAO, on=DAY)
    places = Gazetteer([Place("ML05", "region", "Mopti", "", None, None), *PLACES])
    return report(here.world.db, Scope(TODAY), places, by, language)


def test_json_has_plain_numbers_and_definitions_by_the_same_keys(here: Field) -> None:
    told = json.loads(json.dumps(as_json(made(here))))
    assert set(told) == {"figures", "definitions"}
    assert list(told["figures"]) == list(told["definitions"])
    assert told["figures"]["individuals_reached"] == 62
    assert told["figures"]["women_share"] == 0.371
    assert isinstance(told["figures"]["businesses"], int)
    assert told["definitions"]["villages"] == "Villages avec au moins une de ces activités."


def test_json_has_a_table_for_what_was_asked(here: Field) -> None:
    told = as_json(made(here, "en", "region", "sex"))
    assert [(row["region"], row["name"]) for row in told["by"]["region"]] == [("ML05", "Mopti"), ("ML07", "Gao")]
    assert [row["name"] for row in told["by"]["sex"]] == ["women", "men"]
    gao = told["by"]["region"][1]
    assert gao["figures"]["individuals_reached"] == 12
    assert gao["figures"]["women_share"] is None
    assert gao["hidden"] == ["women_share"]
    assert "women" in told["definitions"]["women_share"]


def test_another_language_has_french_definitions(here: Field) -> None:
    assert made(here, "bam").language == "fr"


def test_the_workbook_has_a_sheet_of_figures_and_one_for_each_table(here: Field, tmp_path: Path) -> None:
    save(made(here, "en", *EVERY), tmp_path / "figures.xlsx")
    book = load_workbook(tmp_path / "figures.xlsx")
    assert book.sheetnames == ["Figures", "Region", "Cercle", "Sex", "Month"]
    rows = {row[0]: row for row in book["Figures"].iter_rows(values_only=True)}
    assert rows["individuals_reached"][1] == 62
    assert "business" in str(rows["individuals_reached"][2])
    heads, tags, mopti, gao = book["Region"].iter_rows(values_only=True)
    assert tags[:3] == ("#adm1+code", "#adm1+name", "#reached+ind")
    assert len(heads) == len(tags) == len(mopti)
    told = dict(zip(heads, gao, strict=True))
    assert (told["Code"], told["Name"], told["individuals_reached"]) == ("ML07", "Gao", 12)
    assert told["women_share"] == "<5"
    assert any("fewer than 5" in str(row[2]) for row in rows.values())


def test_a_place_is_no_formula(here: Field, tmp_path: Path) -> None:
    here.business(*here.people(9, "female", GAO), place=GAO)
    places = Gazetteer([Place("ML07", "region", "=1+1", "", None, None)])
    save(report(here.world.db, Scope(TODAY), places, ("region",)), tmp_path / "figures.xlsx")
    cell = load_workbook(tmp_path / "figures.xlsx")["Région"]["B3"]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_nothing_is_said_of_hidden_counts_where_there_are_none(here: Field) -> None:
    here.business(*here.people(20))
    assert report(here.world.db, Scope(TODAY), Gazetteer(PLACES)).note == ""
