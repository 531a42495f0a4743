"""Numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.numbers import read_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        (" 7. ", 7),
        ("0", 0),
        ("-3", -3),
        ("12 000", 12000),
        ("12\u202f000", 12000),
        ("12.000", 12000),
        ("1,500", 1500),
        ("1 250 000 FCFA", 1250000),
        ("12000F", 12000),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("0,500", 0.5),
        ("30 ans", 30),
        ("30ans.", 30),
        ("environ 30", 30),
        ("à peu près 30 ans", 30),
        ("about 30 years old", 30),
        ("~30", 30),
        ("c’est 5", 5),
        ("٣٠", 30),
        ("१२", 12),
        ("١٢٬٠٠٠", 12000),
        ("١٫٥", 1.5),
        ("un", 1),
        ("Une personne", 1),
        ("douze", 12),
        ("dix-huit", 18),
        ("dix huit ans", 18),
        ("vingt", 20),
        ("twenty", 20),
        ("Zéro", 0),
        ("aucun", 0),
    ],
)
def test_what_people_type_is_read(typed: str, number: float) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "oui",
        "12a",
        "18 mois",
        "1 ou 2",
        "2 ou 3 enfants",
        "1 2",
        "1 000 00",
        "12,000.5",
        "1e5",
        "inf",
        "nan",
        "3²",
        "½",
        "--3",
        "1,",
        ".",
        "environ",
        "1" * 16,
        "1234567890123456",
        "vingt mille",
        "፲",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert read_number(typed) is None


@given(st.integers(0, 10**15 - 1))
def test_a_number_reads_the_same_in_every_dress(number: int) -> None:
    arabic = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (str(number), f"{number:,}".replace(",", " "), f"environ {number} ans", arabic):
        assert read_number(typed) == number


@given(st.text(max_size=40))
def test_no_input_breaks_it(typed: str) -> None:
    found = read_number(typed)
    assert found is None or abs(found) < 10**15
