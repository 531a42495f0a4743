"""What is shown is what will be charged, to the cent: against counts by an alphabet that somebody else wrote."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from flows.gsm7 import segments
from service.messaging.hours import BulkRules
from service.messaging.prices import Prices
from service.programme.campaigns.audience import Audience
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.preview import Preview, Previewing
from tests.service.programme.campaigns.camp import Camp
from tests.service.programme.world import NOW
from tests.support.at_books import Tariff, parts_of

PRICES = {"+223": "20", "+2237": "15.5", "+22365": "9.25", "+33": "0.8"}
CONTRACT = tuple(f"2026-01-01 {prefix} {amount}" for prefix, amount in PRICES.items())
TARIFF = Tariff.of("XOF", [f"{prefix}={amount}" for prefix, amount in PRICES.items()])
NUMBERS = ("+22350001111", "+22370001111", "+22365001111", "+33612345678", "+15550001111")

PLAIN = "abcdefghijklmnopqrstuvwxyz ABCDE 0123456789 .,:;!?'\n"
FRENCH = "àéèùçêëâîïôûœÉÇÀÈÊ’«»–… °"
EXTENSION = "^{}\\[~]|€"
FOREIGN = "ɛɔɲŋ😀👍🇲🇱بمߒⵣ"
ALPHABETS = (PLAIN, PLAIN + "àéèù", PLAIN + EXTENSION, PLAIN + FRENCH, FRENCH, EXTENSION, PLAIN + FOREIGN, FOREIGN)


def random_texts(count: int, alphabets: tuple[str, ...] = ALPHABETS, seed: int = 20261124) -> Iterator[str]:
    """Of every kind and every length up to six parts, most of them near the lengths where a part ends."""
    dice = Random(seed)
    edges = [70, 134, 160, 201, 268, 306, 335, 402, 459, 612, 918]
    for _ in range(count):
        letters = dice.choice(alphabets)
        length = dice.choice(edges) + dice.randint(-3, 3) if dice.random() < 0.7 else dice.randint(1, 900)
        yield "".join(dice.choices(letters, k=length))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 918, 6),
        ("a" * 919, 7),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("a" * 159 + "€", 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ç" * 70, 1),
        ("Ç" * 160, 1),
        ("ç" * 71, 2),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("a" * 66 + "😀" + "a" * 66, 3),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
        ("a" * 159 + "’", 3),
        ("\n" * 160, 1),
        ("e\u0301" * 35, 1),
        ("e\u0301" * 36, 2),
        ("\u00a0" * 71, 2),
    ],
)
def test_hard_cases(text: str, parts: int) -> None:
    assert segments(text).segments == parts_of(text) == parts


def test_ten_thousand_random_texts_take_as_many_parts_and_cost_as_much() -> None:
    prices, total, charged = Prices("XOF", CONTRACT), Decimal(0), Decimal(0)
    dice = Random(7)
    for text in random_texts(10_000):
        number = dice.choice(NUMBERS)
        ours = segments(text).segments
        assert ours == parts_of(text), text
        total += (prices.of_part(number, NOW.date()) or Decimal(0)) * ours
        charged += TARIFF.cost(number, ours)
    assert total == charged


def looked(camp: Camp, text: str) -> Preview:
    draft = Draft("x", {"fr": text}, Audience({"all": ("yes",)}), NOW, None, None)
    return Previewing(camp.inside(camp.world.db), draft, Prices("XOF", CONTRACT), BulkRules()).run()


def test_the_preview_of_ten_thousand_is_what_the_carrier_charges(camp: Camp) -> None:
    """500 random texts, each to 20 people of five operators, with their names in it."""
    names = ("Al", "Aminata", "Abdourahmane", "Fatouma", "Sira")
    people = [(names[n % 5], f"{NUMBERS[n % 4][:-2]}{n:02}") for n in range(19)] + [("Sira", NUMBERS[4])]
    for name, number in people:
        camp.person(name, number=number)
    plain = tuple(letters.replace("{", "").replace("}", "") for letters in ALPHABETS)
    looked_at = 0
    for n, random in enumerate(random_texts(500, plain)):
        text = random[:-12] + "{first_name}" if n % 2 else random
        found = looked(camp, text)
        bodies = [(number, text.replace("{first_name}", name)) for name, number in people]
        charged = sum((TARIFF.cost(number, parts_of(body)) for number, body in bodies), Decimal(0))
        assert (found.cost, found.parts) == (charged, sum(parts_of(body) for _, body in bodies)), text
        assert found.unpriced == 1
        looked_at += found.recipients
    assert looked_at == 10_000
