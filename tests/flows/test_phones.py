"""Phone numbers as people type them. All of them are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.phones import masked, operator, read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "50001234",
        "50 00 12 34",
        "50-00-12-34",
        "50.00.12.34",
        "(50) 00/12 34",
        "50*00*12*34",
        "+22350001234",
        "+223 50 00 12 34",
        "00223 50001234",
        "22350001234",
        "٥٠٠٠١٢٣٤",
    ],
)
def test_a_malian_number_is_read_in_every_dress(typed: str) -> None:
    assert read_phone(typed) == "+22350001234"


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("+226 70 00 12 34", "+22670001234"),
        ("00227 90 00 12 34", "+22790001234"),
        ("+33 (0)6 00 00 12 34", "+33600001234"),
        ("20 21 23 45", "+22320212345"),
    ],
)
def test_other_countries_and_fixed_lines_are_read(typed: str, e164: str) -> None:
    assert read_phone(typed) == e164


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "non",
        "5000123",
        "500012345",
        "050001234",
        "10001234",
        "30001234",
        "+22330001234",
        "+1234",
        "+",
        "00",
        "50001234 ou 50001235",
        "a50001234",
        "1-800-FLOWERS",
        "+999 50001234",
        "22330001234",
        "1" * 30,
        "፭0001234",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert read_phone(typed) is None


@given(st.integers(0, 9999))
def test_what_was_read_reads_as_itself(last: int) -> None:
    number = f"+2235000{last:04}"
    assert read_phone(number) == read_phone(number[4:]) == number


@given(st.text(max_size=40))
def test_no_input_breaks_it(typed: str) -> None:
    found = read_phone(typed)
    assert found is None or (found[0] == "+" and found[1:].isascii() and found[1:].isdigit())


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+22350001234", "+223…34"),
        ("+33600001234", "+33…34"),
        ("22350001234", "…34"),
        ("+99950001234", "+…34"),
        ("36111", "…"),
        ("ORANGE", "…"),
        ("", "…"),
    ],
)
def test_masked(phone: str, shown: str) -> None:
    assert masked(phone) == shown


@given(st.text("+0123456789abc ", max_size=20))
def test_masked_shows_two_digits_and_a_country_at_most(phone: str) -> None:
    assert sum(c.isdigit() for c in masked(phone)) <= 5


@pytest.mark.parametrize(
    ("prefixes", "name"),
    [
        (("60", "69", "89", "95", "97", "99"), "malitel"),
        (("70", "79", "82", "85", "90", "94"), "orange"),
        (("50", "59"), "telecel"),
        (("20", "80", "81", "86", "88"), ""),
    ],
)
def test_operator_by_prefix(prefixes: tuple[str, ...], name: str) -> None:
    assert {operator(f"+223{prefix}001234") for prefix in prefixes} == {name}


@pytest.mark.parametrize("phone", ["", "+22670001234", "70001234", "+2237000123", "ORANGE"])
def test_other_numbers_have_no_malian_operator(phone: str) -> None:
    assert operator(phone) == ""
