"""Kits read from a file: what is wrong is told with its line, and nothing that was delivered is ever lost."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from service.models import AuditEvent, BusinessType, DeliveryItem, Kit, KitItem
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution import catalogue
from service.programme.distribution.catalogue import every_kit, kit_named
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.kit_file import CatalogueError, WrittenKit, read_catalogue
from tests.service.programme.world import World

FILE = """
business_types:
  fishing: {fr: Pêche, en: Fishing}
  mill: {fr: Moulin à céréales}
kits:
  fishing:
    names: {fr: Pêche, en: Fishing}
    visit_days: [90, 30]
    items:
      canoe: {fr: Pirogue, en: Canoe}
      net: {fr: Filets de pêche, en: Fishing nets, quantity: 4}
  mill:
    names: {fr: Moulin}
    items:
      mill: {fr: Moulin}
"""


def staff(world: World) -> Context:
    return world.call(staff=world.staff())


def items(world: World, kit: str) -> list[tuple[str, int]]:
    (found,) = [one for one in every_kit(world.db) if one.code == kit]
    return [(item.code, item.quantity) for item in found.items]


def test_a_file_is_read_and_written(world: World) -> None:
    ctx = staff(world)
    assert catalogue.load(ctx, read_catalogue("kits.yaml", FILE)) == (2, 0)
    assert [(row.code, row.visit_days, row.active) for row in world.rows(Kit)] == [
        ("fishing", "30 90", True),
        ("mill", "30 90 180", True),
    ]
    assert items(world, "fishing") == [("canoe", 1), ("net", 4)]
    assert {(one.code, one.business_type.get("fr")) for one in every_kit(world.db)} == {
        ("fishing", "Pêche"),
        ("mill", "Moulin à céréales"),
    }
    assert {(row.code, row.names["fr"]) for row in world.rows(BusinessType)} == {
        ("fishing", "Pêche"),
        ("mill", "Moulin à céréales"),
    }
    assert {row.actor for row in world.rows(AuditEvent, action="kit loaded")} == {str(ctx.staff_id)}


def test_the_same_file_again_changes_nothing(world: World) -> None:
    ctx = staff(world)
    for expected in ((2, 0), (0, 2)):
        assert catalogue.load(ctx, read_catalogue("kits.yaml", FILE)) == expected
    assert (len(world.rows(Kit)), len(world.rows(KitItem)), len(world.rows(BusinessType))) == (2, 3, 2)


def test_an_item_that_was_delivered_leaves_the_kit_and_stays(world: World) -> None:
    ctx = staff(world)
    catalogue.load(ctx, read_catalogue("kits.yaml", FILE))
    kit_id = UUID(str(kit_named(world.db, "fishing").id))
    ids = {row.code: row.id for row in world.rows(KitItem, kit_id=kit_id)}
    delivery = world.delivery(kit_id)
    world.brought(delivery, ids["net"], 4)
    changed = FILE.replace("      canoe: {fr: Pirogue, en: Canoe}\n", "      rope: {fr: Corde, quantity: 2}\n")
    changed = "\n".join(line for line in changed.splitlines() if "net:" not in line)
    catalogue.load(ctx, read_catalogue("kits.yaml", changed))
    assert items(world, "fishing") == [("rope", 2)]
    assert {row.code for row in world.rows(KitItem, kit_id=kit_id)} == {"rope", "net"}, "the canoe was never brought"
    assert world.one(DeliveryItem).quantity == 4


def test_a_retired_kit_is_known_and_comes_back_with_a_file(world: World) -> None:
    ctx = staff(world)
    catalogue.load(ctx, read_catalogue("kits.yaml", FILE))
    world.delivery(kit_named(world.db, "mill").id, "planned", delivered_on=None)
    assert catalogue.retire(ctx, "mill") == 1
    assert not kit_named(world.db, "MILL ").active
    with pytest.raises(DistributionError, match="retired already"):
        catalogue.retire(ctx, "mill")
    with pytest.raises(DistributionError, match="There is no kit 'mil': there are fishing, mill"):
        catalogue.retire(ctx, "mil")
    catalogue.load(ctx, read_catalogue("kits.yaml", FILE))
    assert world.db.scalar(select(t.kit.c.active).where(t.kit.c.code == "mill"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            ("kits:", "kit:"),
            "kits.yaml, line 5: the file: « kit: » means nothing here (there are: business_types, k",
        ),
        (("quantity: 4", "quantity: four"), "line 11: kit fishing, item net: 'four' is no whole number from 1 to 999."),
        (("quantity: 4", "quantity: 0"), "'0' is no whole number"),
        (("[90, 30]", "90"), "line 8: kit fishing: visit_days: is a list of days"),
        (("[90, 30]", "[90, x]"), "kit fishing: 'x' is no whole number"),
        (("fr: Pirogue, ", ""), "line 10: kit fishing, item canoe lacks a French name (fr:)."),
        (("fr: Pirogue", "fr: [Pirogue]"), "line 10: a name is a text."),
        (("Pirogue", "Pirogue " * 5), "line 10: kit fishing, item canoe: a name has 1 to 30 letters"),
        (("fr: Pirogue", 'fr: "Piro\\0gue"'), "line 10: kit fishing, item canoe: a name is written in letters"),
        (("names: {fr: Moulin}", "name: {fr: Moulin}"), "kit mill: « name: » means nothing here"),
        (("  mill:\n    names", "  fishing:\n    names"), "line 12: this list: « fishing » stands twice."),
        (("      net:", "      canoe:"), "« canoe » stands twice."),
        (("      net:", "      Net 2:"), "'Net 2' is no code"),
        (("    items:\n      mill: {fr: Moulin}", "    items: {}"), "line 13: kit mill lacks items:."),
        (("kits:", "kits: ["), "is not readable as YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(change: tuple[str, str], reason: str) -> None:
    with pytest.raises(CatalogueError) as told:
        read_catalogue("kits.yaml", FILE.replace(*change))
    assert reason in str(told.value)


def test_all_mistakes_are_told_at_once() -> None:
    broken = FILE.replace("quantity: 4", "quantity: -1").replace("[90, 30]", "soon")
    with pytest.raises(CatalogueError) as told:
        read_catalogue("kits.yaml", broken)
    assert len(str(told.value).splitlines()) == 2


@pytest.mark.parametrize("source", ["", "kits:", "kits: {}", "# nothing", "just words", "- a\n- b", "[" * 5000])
def test_a_file_without_kits_says_so(source: str) -> None:
    with pytest.raises(CatalogueError):
        read_catalogue("kits.yaml", source)


ANYWHERE = st.builds(lambda at, what: FILE[:at] + what + FILE[at:], st.integers(0, 400), st.text(max_size=9))


def _read(source: str) -> tuple[str, list[WrittenKit]]:
    """(the reasons against a file, its kits)."""
    try:
        return "", list(read_catalogue("kits.yaml", source).kits)
    except CatalogueError as error:
        return str(error), []


@given(st.text(max_size=300) | ANYWHERE)
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(source: str) -> None:
    reasons, kits = _read(source)
    assert bool(kits) != reasons.startswith("kits.yaml")
    for kit in kits:
        assert kit.items
        assert all(item.names["fr"] and 1 <= item.quantity <= 999 for item in kit.items)
