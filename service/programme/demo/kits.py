"""Ten types of business and the kit of each: six as the programme named them, four of the same kind."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from service.models import BusinessType, Kit, KitItem
from service.programme.demo.stage import Stage

_SINCE = 725
"""Days since the kits were decided upon."""


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    fr: str
    en: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of business. `names`, `kit`: French, English. `count`: how many businesses; `sizes`: fewest and
    most members; `women`: how likely a member is a woman, 1 for as likely as elsewhere, infinite: no man."""

    code: str
    names: tuple[str, str]
    kit: tuple[str, str]
    count: int
    sizes: tuple[int, int]
    women: float
    items: tuple[Item, ...]


KINDS = (
    Kind("farming", ("Agriculture", "Farming"), ("Agriculture", "Farming"), 170, (5, 16), 1.3, (
        Item("spade", "Pelles", "Spades", 4), Item("hoe", "Houes", "Hoes", 6),
        Item("watering_can", "Arrosoirs", "Watering cans", 6), Item("bucket", "Seaux", "Buckets", 6),
        Item("seeds", "Sachets de semences", "Seed packets", 12))),
    Kind("fishing", ("Pêche", "Fishing"), ("Pêche", "Fishing"), 92, (3, 9), 0.3, (
        Item("canoe", "Pirogue", "Canoe"), Item("net", "Filets de pêche", "Fishing nets", 4))),
    Kind("shop", ("Boutique", "Shop"), ("Fonds de commerce", "Shop stock"), 130, (1, 4), 1.2, (
        Item("groceries", "Cartons d'épicerie", "Cartons of groceries", 8),
        Item("household", "Lots pour la maison", "Household supplies", 5),
        Item("other", "Autres marchandises", "Other goods", 3))),
    Kind("sewing", ("Couture", "Sewing"), ("Couture", "Sewing"), 84, (2, 8), 3.0, (
        Item("machine", "Machine à coudre", "Sewing machine"), Item("scissors", "Ciseaux", "Scissors", 2),
        Item("tape", "Mètres ruban", "Measuring tapes", 2), Item("thread", "Bobines de fil", "Threads", 24),
        Item("fabric", "Pièces de tissu", "Fabrics", 6))),
    Kind("pottery", ("Poterie", "Pottery"), ("Poterie", "Pottery"), 24, (8, 16), math.inf, (
        Item("wheel", "Tours de potier", "Pottery wheels", 2), Item("cutter", "Fils à couper", "Cutters", 4),
        Item("paddle", "Battoirs", "Paddles", 4), Item("rib", "Estèques", "Ribs", 6),
        Item("tools", "Autres outils de modelage", "Other modelling tools", 12))),
    Kind("livestock", ("Élevage", "Livestock"), ("Élevage", "Livestock"), 158, (3, 11), 1.0, (
        Item("goat", "Chèvres", "Goats", 5),)),
    Kind("food", ("Petite restauration et thé", "Food, tea stall"), ("Restauration", "Food stall"), 58, (1, 5), 3.0, (
        Item("pot", "Marmites", "Cooking pots", 3), Item("stove", "Foyers améliorés", "Improved stoves", 2),
        Item("dishes", "Lots de vaisselle", "Sets of dishes", 2), Item("table", "Tables, bancs", "Tables", 2),
        Item("rice", "Sacs de riz", "Bags of rice", 2))),
    Kind("bakery", ("Boulangerie", "Bakery"), ("Boulangerie", "Bakery"), 30, (3, 8), 0.7, (
        Item("oven", "Four à pain", "Bread oven"), Item("kneading", "Pétrins", "Kneading troughs", 2),
        Item("tin", "Moules à pain", "Bread tins", 40), Item("flour", "Sacs de farine", "Bags of flour", 6))),
    Kind("carpentry", ("Menuiserie et soudure", "Carpentry, welding"), ("Menuiserie", "Carpentry"), 32, (3, 8), 0.1, (
        Item("saw", "Scies", "Saws", 3), Item("plane", "Rabots", "Planes", 2), Item("hammer", "Marteaux", "Hammers", 4),
        Item("welder", "Poste à souder", "Welding set"), Item("wood", "Planches", "Boards", 20))),
    Kind("mill", ("Moulin à céréales", "Grain mill"), ("Moulin", "Grain mill"), 34, (6, 14), 2.2, (
        Item("mill", "Moulin", "Mill"), Item("engine", "Moteur", "Engine"), Item("sieve", "Tamis", "Sieves", 6),
        Item("bag", "Sacs vides", "Empty bags", 50))),
)  # fmt: skip

KIND_OF: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in KINDS})

IN_KONNA = ("farming", "fishing", "sewing", "pottery", "food", "mill")
IN_SEGUE_IRE = ("shop", "livestock", "food", "carpentry")


@dataclass(frozen=True, slots=True)
class KitRow:
    """A kit as it was written: item code → its row, and how many."""

    id: UUID
    kind: Kind
    items: Mapping[str, UUID]


def add_kits(stage: Stage) -> dict[str, KitRow]:
    """Business types, kits and their items; kits by the code of their type."""
    for position, kind in enumerate(KINDS):
        stage.add(BusinessType, code=kind.code, names=_named(*kind.names), position=position)
    return {kind.code: _add_kit(stage, kind) for kind in KINDS}


def _add_kit(stage: Stage, kind: Kind) -> KitRow:
    since = stage.at(_SINCE)
    kit_id = stage.new_id(since)
    stage.add(Kit, id=kit_id, code=kind.code, names=_named(*kind.kit), made_up=True)
    items = {item.code: stage.new_id(since) for item in kind.items}
    for position, item in enumerate(kind.items):
        stage.add(
            KitItem,
            id=items[item.code],
            kit_id=kit_id,
            position=position,
            code=item.code,
            names=_named(item.fr, item.en),
            quantity=item.quantity,
        )
    return KitRow(kit_id, kind, MappingProxyType(items))


def _named(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}
