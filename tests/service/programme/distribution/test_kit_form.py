"""A kit typed into a form: what it becomes, and what is wrong with it, field by field."""

import pytest

from service.models import KitItem
from service.programme.distribution.catalogue import every_kit, load
from service.programme.distribution.kit_file import Catalogue
from service.programme.distribution.kit_form import FormError, TypedItem, TypedKit, written
from tests.service.programme.world import World

NET = TypedItem("", "Filets de pêche", "Fishing nets", "4")


def typed(
    *items: TypedItem, code: str = "fishing", fr: str = "Pêche", en: str = "", days: str = "90, 30 30"
) -> TypedKit:
    return TypedKit(code, fr, en, days, items or (NET,))


def test_a_new_kit(world: World) -> None:
    kit = written(typed(NET, TypedItem("", "Filets de pêche !", "", "1"), TypedItem("", " ", "", "")))
    assert (kit.code, kit.visit_days, kit.names) == ("fishing", (30, 90), {"fr": "Pêche"})
    assert [(one.code, one.quantity) for one in kit.items] == [("filets_de_peche", 4), ("filets_de_peche_2", 1)]
    assert load(world.call(), Catalogue({}, (kit,))) == (1, 0)
    (line,) = every_kit(world.db)
    assert (line.visit_days, next(item.names for item in line.items)) == (
        "30 90",
        {"fr": "Filets de pêche", "en": "Fishing nets"},
    )


def test_a_kit_that_stands_keeps_its_other_languages_and_loses_what_is_blanked(world: World) -> None:
    kit_id, (net, _) = world.kit("net 4", "canoe")
    world.db.execute(KitItem.__table__.update().values(names={"fr": "Filet", "bam": "jɔ"}))  # type: ignore[attr-defined]
    (before,) = every_kit(world.db)
    kit = written(typed(TypedItem("net", "Filets", "Nets", "6"), TypedItem("canoe", "", "", "1")), before)
    assert kit.items[0].names == {"fr": "Filets", "bam": "jɔ", "en": "Nets"}
    load(world.call(), Catalogue({}, (kit,)))
    (after,) = every_kit(world.db)
    assert [(item.id, item.quantity) for item in after.items] == [(net, 6)]
    assert (after.id, after.names) == (kit_id, {"fr": "Pêche", "en": "PÊCHE"})


@pytest.mark.parametrize(
    ("kit", "faults"),
    [
        (typed(code="2nd"), {"code"}),
        (typed(code=""), {"code"}),
        (typed(fr=""), {"fr"}),
        (typed(en="x" * 31), {"en"}),
        (typed(days="30 soon"), {"visit_days"}),
        (typed(days="0"), {"visit_days"}),
        (typed(TypedItem("", "", "", "")), {"items"}),
        (typed(TypedItem("", "", "Nets", "4")), {"item-0-fr"}),
        (typed(NET, TypedItem("", "Pirogue", "", "none")), {"item-1-quantity"}),
        (typed(TypedItem("", "7 filets", "", "1000")), {"item-0-fr", "item-0-quantity"}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(kit: TypedKit, faults: set[str]) -> None:
    with pytest.raises(FormError) as error:
        written(kit)
    assert set(error.value.faults) == faults
