"""The key figures on their pages: what was counted, when, for what was asked, and nothing that is hidden."""

import re
import time
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from service.models import Business, BusinessType, Kit
from service.models.staff import Role
from tests.service.programme.figures.field import DAY, FATOMA, GAO, KONNA, Field
from tests.support.office import OfficeUnderTest, Visitor, words

EVERY = ("/figures", "/figures/by", "/figures/map")


@pytest.fixture(scope="module", autouse=True)
def programme(office: OfficeUnderTest) -> None:
    """Konna with a business of 12 women and one of 8 men, Fatoma with 3 women, Gao with 30 men in March: places of the
    reference file."""
    with office.world() as world:
        for code, name in (("fishing", "Pêche"), ("sewing", "Couture")):
            world.add(BusinessType, code=code, names={"fr": name, "en": code.title()})
        here = Field(world, is_new=False)
        here.business(*here.people(12, place=KONNA))
        here.business(*here.people(8, "male", KONNA), kind="sewing")
        here.business(*here.people(3, place=FATOMA), place=FATOMA)
        here.business(*here.people(30, "male", GAO), place=GAO, on=DAY.replace(month=3))


@pytest.fixture(scope="module")
def reader(office: OfficeUnderTest) -> Visitor:
    return office.staff(Role.READER)


def counted(visitor: Visitor, path: str) -> str:
    """The page once nothing is being counted for it."""
    for _ in range(200):
        answer = visitor.get(path)
        assert answer.status_code == 200
        if "refresh" not in answer.headers:
            return answer.text
        time.sleep(0.05)
    raise AssertionError(f"{path} is counted for ever")


def value(html: str, name: str) -> str:
    """The first number in the row of that name."""
    found = re.search(rf'<th scope="row">{re.escape(name)}\b.*?<td[^>]*>(.*?)</td>', html, re.DOTALL)
    assert found, f"{name} is not on the page"
    return words(found[1])


def test_every_figure_stands_beside_its_definition_and_its_moment(office: OfficeUnderTest, reader: Visitor) -> None:
    html = counted(reader, "/figures")
    assert value(html, "Personnes touchées") == "53"
    assert value(html, "Part des femmes") == "28 %"
    assert value(html, "Activités : Pêche") == "3"
    assert "Personnes différentes, membres d&#39;une activité" in html
    assert f"Compté le {office.clock.now.day} nov." in words(html)


def test_the_page_speaks_english(office: OfficeUnderTest) -> None:
    html = counted(office.staff(Role.READER, language="en"), "/figures")
    assert value(html, "Businesses: Sewing") == "1"
    assert "Different people who are members" in html
    assert "Counted on" in html


def test_what_is_asked_for_narrows_every_page(reader: Visitor) -> None:
    assert value(counted(reader, "/figures?place=ML07"), "Personnes touchées") == "30"
    assert value(counted(reader, "/figures?period=2026-Q1"), "Personnes touchées") == "30"
    assert value(counted(reader, "/figures?since=2026-10-01&until=2026-10-31"), "Activités") == "3"
    assert value(counted(reader, "/figures/by?place=ML07"), "Gao") == "30"
    html = counted(reader, "/figures?place=ML07&period=2026-Q1")
    assert 'href="/figures/map?place=ML07&amp;period=2026-Q1"' in html
    assert '<option value="2026-Q1" selected>T1 2026</option>' in html


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "Partout · Depuis le début"),
        ("place=ML07&sex=female&period=2026-Q1", "Gao (région) · Femmes · T1 2026"),
        ("since=2026-10-01&until=2026-10-31", "Partout · du 1 oct. 2026 au 31 oct. 2026"),
        ("since=2026-10-01", "Partout · depuis le 1 oct. 2026"),
        ("until=2026-10-31", "Partout · jusqu’au 31 oct. 2026"),
    ],
)
def test_a_page_on_paper_says_what_it_was_asked_for(reader: Visitor, asked: str, told: str) -> None:
    html = counted(reader, f"/figures?{asked}")
    assert f'<p class="asked">{told}</p>' in html


@pytest.mark.parametrize(
    ("by", "first", "number"),
    [("region", "Mopti", "23"), ("cercle", "Mopti", "23"), ("sex", "femmes", "15"), ("month", "mars 2026", "30")],
)
def test_a_figure_is_compared_by_each_of_the_four(reader: Visitor, by: str, first: str, number: str) -> None:
    html = counted(reader, f"/figures/by?by={by}")
    assert value(html, first) == number
    assert "<svg" in html


def test_another_figure_is_compared(reader: Visitor) -> None:
    html = counted(reader, "/figures/by?by=region&figure=businesses")
    assert [value(html, "Mopti"), value(html, "Gao")] == ["3", "1"]
    html = counted(reader, "/figures/by?by=nothing&figure=nothing")
    assert [value(html, "Mopti"), value(html, "Gao")] == ["23", "30"]


def test_the_map_and_its_table_hide_what_the_others_would_tell(office: OfficeUnderTest, reader: Visitor) -> None:
    html, label = counted(reader, "/figures/map?of=people"), office.parts.around.atlas.gazetteer.label
    assert [_last(html, label(place)) for place in (KONNA, FATOMA, GAO)] == ["<5", "<5", "30"]
    assert html.count("<circle") == 3
    assert html.count('<circle class="few"') == 2
    assert "moins de 5 personnes" in html
    assert counted(reader, "/figures/map").count('<circle class="few"') == 0


def _last(html: str, name: str) -> str:
    row = re.search(rf'<th scope="row">{re.escape(name)}<.*?</tr>', html, re.DOTALL)
    assert row, name
    return words(re.findall(r"<td>(.*?)</td>", row[0])[-1])


def test_people_of_one_sex_are_not_counted_by_village(reader: Visitor) -> None:
    html = counted(reader, "/figures/map?of=people&sex=female")
    assert "ne sont pas comptées par village" in html
    assert html.count("<circle") == 2, "the businesses with a woman"
    assert "&lt;5" not in html


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("period=2026-13", "n’est pas une période"),
        ("period=2026&since=2026-01-01", "pas les deux"),
        ("since=2026-02-01&until=2026-01-01", "avant de commencer"),
        ("since=hier", "n’est pas un jour"),
        ("place=ML99", "pas de région"),
        ("place=ML9999", "pas de cercle"),
        ("sex=none", "pas de sexe"),
    ],
)
@pytest.mark.parametrize("path", [*EVERY, "/figures.xlsx"])
def test_what_cannot_be_understood_is_said_beside_what_was_typed(
    reader: Visitor, path: str, asked: str, said: str
) -> None:
    answer = reader.get(f"{path}?{asked}")
    assert answer.status_code == 422
    assert said in answer.text
    typed = asked.rpartition("=")[2]
    assert f'value="{typed}"' in answer.text or typed in ("ML99", "ML9999", "none")


def test_the_workbook_is_that_of_the_command(reader: Visitor) -> None:
    answer = reader.get("/figures.xlsx?place=ML07")
    assert answer.status_code == 200
    assert "attachment; filename=retour-chiffres-" in answer.headers["content-disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["Chiffres", "Région", "Cercle", "Sexe", "Mois"]
    rows = {row[0]: row[1] for row in book["Chiffres"].iter_rows(values_only=True)}
    assert rows["individuals_reached"] == 30


def one_more(office: OfficeUnderTest, place: str) -> None:
    """A business with a kit, and without anybody."""
    with office.world() as world:
        business = world.add(Business, type="fishing", place=place)
        world.delivery(office.rows(Kit)[0].id, business_id=business)


def test_figures_are_counted_anew_when_they_are_old_or_somebody_wants_it(
    office: OfficeUnderTest, reader: Visitor
) -> None:
    assert value(counted(reader, "/figures?place=ML06"), "Activités") == "0"
    one_more(office, "ML060101")
    assert value(counted(reader, "/figures?place=ML06"), "Activités") == "0", "it was counted a moment ago"
    answer = reader.post("/figures/count", {"place": "ML06", "view": "/figures/by", "by": "sex"})
    assert answer.headers["location"] == "/figures/by?place=ML06&by=sex"
    html = counted(reader, "/figures?place=ML06")
    assert value(html, "Activités") == "1"
    one_more(office, "ML060101")
    office.clock.now += timedelta(minutes=10)
    assert value(counted(reader, "/figures?place=ML06"), "Activités") == "2"


def test_nobody_is_led_elsewhere_by_counting(reader: Visitor) -> None:
    answer = reader.post("/figures/count", {"view": "https://elsewhere.example"})
    assert answer.headers["location"] == "/figures"
    assert "avant de commencer" in reader.done("/figures/count", {"since": "2026-02-01", "until": "2026-01-01"})


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_the_figures(office: OfficeUnderTest, role: Role) -> None:
    assert value(counted(office.staff(role), "/figures?place=ML07"), "Personnes touchées") == "30"
