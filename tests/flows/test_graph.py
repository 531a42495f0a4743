"""A journey as boxes and arrows: every way once, and the route between two screens that somebody saw."""

import pytest

from flows.budget import check_screen, measured, pages_of
from flows.graph import OUT, dot, mermaid, route, ways
from flows.library import packaged
from flows.loader import load
from flows.render import SMS, USSD

JOURNEYS = packaged().journeys

SOURCE = """
journey: small
title: Petit
screens:
  first:
    say: "Oui ?"
    ask: choice
    options:
      yes: Oui
      more: {say: Encore, go: first}
      no: {say: Non, go: menu}
      never: {say: Jamais, go: menu}
    go:
      - {if: "${first} = 'yes'", go: passed}
      - {go: shown}
  passed:
    say: "Passé ?"
    ask: text
    if: "${first} = 'no'"
    go: shown
  shown:
    say: "Et encore ?"
    ask: text
    go: done
  done:
    say: Merci.
    end: yes
"""
SMALL = load("small.yaml", SOURCE, {})


def test_every_way_stands_once_with_what_leads_along_it() -> None:
    assert ways(SMALL) == {
        ("first", "first"): ("Encore",),
        ("first", ">menu"): ("Non", "Jamais"),
        ("first", "passed"): ("${first} = 'yes'",),
        ("first", "shown"): (),
        ("passed", "shown"): (),
        ("shown", "done"): (),
    }


@pytest.mark.parametrize(
    ("begin", "end", "way"),
    [
        ("first", "shown", (("first", "shown"),)),
        ("first", ">menu", (("first", ">menu"),)),
        ("shown", "done", (("shown", "done"),)),
        ("first", "done", ()),  # « shown » is never passed over
        ("done", "first", ()),
        ("first", "gone", ()),
        ("first", "first", (("first", "first"),)),
    ],
)
def test_a_route_passes_only_what_may_be_passed_over(begin: str, end: str, way: tuple[tuple[str, str], ...]) -> None:
    assert route(SMALL, begin, end) == way


def test_a_route_past_screens_that_were_not_shown() -> None:
    menu = JOURNEYS["main_menu"]
    assert route(menu, "who", "agent") == (
        ("who", "satisfied"),
        ("satisfied", "reopened"),
        ("reopened", "visit_true"),
        ("visit_true", "unfinished"),
        ("unfinished", "agent"),
    )


@pytest.mark.parametrize("name", sorted(JOURNEYS))
def test_every_journey_can_be_written_for_other_tools(name: str) -> None:
    journey = JOURNEYS[name]
    drawn, dotted = mermaid(journey), dot(journey)
    for screen in journey.screens:
        assert f"    {screen}[" in drawn or f"    {screen}([" in drawn
        assert f"  {screen} [label=" in dotted
    assert all(end in journey.screens or end.startswith(OUT) for _, end in ways(journey))


def test_pages_are_measured_with_the_longest_data() -> None:
    pages = pages_of(JOURNEYS["kit_receipt"], "delivery", "fr", USSD)
    assert len(pages) > 1
    assert all(page.length <= page.limit == 160 and not page.is_over for page in pages)
    assert pages_of(JOURNEYS["check_in"], "status", "fr", SMS)[0].limit == 306
    assert not list(check_screen(JOURNEYS["kit_receipt"], "delivery", "fr", USSD))


def test_a_page_tells_which_character_costs() -> None:
    page = measured("ɛɛɔ" * 25, USSD)
    assert (page.length, page.limit, page.costly, page.is_over) == (75, 70, "ɛɔ", True)
