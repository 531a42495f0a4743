"""XLSForm expressions, as Kobo and ODK staff know them."""

from datetime import date

import pytest

from flows.expressions import ExpressionError, parse
from flows.state import Value

NAMES = ("a", "b", "w", "d", "household_size", "head_sex")
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("source", "names", "typed", "expected"),
    [
        ("${household_size} > 10 and ${head_sex} = 'female'", {"household_size": 12.0, "head_sex": "female"}, "", True),
        ("${household_size} > 10 and ${head_sex} = 'female'", {"household_size": 9.0, "head_sex": "female"}, "", False),
        (". >= 1 and . <= 60", {}, 5.0, True),
        (".>=1 and .<=60", {}, 61.0, False),
        ("selected(${w}, 'net')", {"w": "canoe net"}, "", True),
        ("selected(${w}, 'net')", {"w": "canoe nets"}, "", False),
        ("count-selected(${w}) = 2", {"w": "canoe net"}, "", True),
        ("count-selected(${w}) = 0", {}, "", True),
        ("if(${a} = '', 'blank', 'given')", {}, "", "blank"),
        ("coalesce(${a}, ${b})", {"b": "second"}, "", "second"),
        ("not(${a} = 'x')", {"a": "y"}, "", True),
        ("regex(., '[0-9]{4}')", {}, "2014", True),
        ("regex(., '[0-9]{4}')", {}, "20145", False),
        ("string-length(.) > 2", {}, "été", True),
        ("today() - ${d} > 365", {"d": "2024-01-01"}, "", True),
        ("${d} < today()", {"d": "2026-11-25"}, "", False),
        ("date('2026-11-24') = today()", {}, "", True),
        ("int(today() div 365.25) + 1970", {}, "", 2026.0),
        ("number('4') + 1", {}, "", 5.0),
        ("int(4.9)", {}, "", 4.0),
        ("round(2.567, 2)", {}, "", 2.57),
        ("round(2.5)", {}, "", 3.0),
        ("concat(${a}, '-', ${b})", {"a": "x", "b": "y"}, "", "x-y"),
        ("of = ${a}", {"of": "kit1", "a": "kit1"}, "", True),
        ("'of' = 'of'", {}, "", True),
        ("${a} < 18", {}, "", False),  # a blank is no number, so no comparison holds
        ("${a} * 2 = 0", {"a": 0.0}, "", True),
        ("${a} mod 2 = 1", {"a": 3.0}, "", True),
        ("'$' = '.'", {}, "", False),
    ],
)
def test_value(source: str, names: dict[str, Value], typed: Value, expected: object) -> None:
    assert parse(source, NAMES).value(names, TODAY, typed) == expected


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "empty"),
        ("${nobody} = 1", "${nobody}"),
        ("${a", "not closed"),
        ("${a} >", "cannot be read"),
        ("female = ${a}", "write ${female} or 'female'"),
        ("/data/a = 1", "means nothing here"),
        ("system('rm')", "cannot be read"),
        ("regex(., '[')", "pattern"),
        ("selected(${a})", "cannot be read"),
        ("a" * 501, "longer than"),
        ("not(" * 20 + "true()" + ")" * 20, "nested deeper"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(source: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source, NAMES)
    assert reason in str(caught.value)


def test_the_library_underneath_is_left_as_it_was() -> None:
    """Our functions live in a table of their own: two-argument round() does not leak into XPath 1.0."""
    from elementpath.xpath1 import XPath1Parser

    assert "selected" not in XPath1Parser.symbol_table
    assert XPath1Parser().parse("round(2.4)").evaluate() == 2.0


def test_nothing_that_callers_type_raises() -> None:
    expression = parse(". > 5 or regex(., '[a-z]+') or ${a} = .", NAMES)
    for typed in ("", "x" * 1000, "\x00", "1e999", "NaN", None, -0.0, "2026-99-99", "٣"):
        assert expression.holds({"a": typed}, TODAY, typed) in (True, False)
