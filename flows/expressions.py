"""XLSForm expressions: the language that humanitarian staff know from Kobo and ODK, parsed once.

elementpath's XPath 1.0 does the work, with the functions that XForms adds (flows/xforms.py). Every name is
declared before an expression is parsed. Numbers are floats, a blank is "" (NaN where a number is
wanted), a whole date is a day number (1 = 2 January 1970), as ODK compares them.
Source: XLSForm reference (xlsform.org), ODK XForms specification (getodk.github.io/xforms-spec).
"""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from elementpath import ElementPathError, XPathContext, XPathToken

from flows.state import Value
from flows.xforms import ISO, TODAY, XFormsParser, as_number, days, is_nan

MOST_CHARACTERS = 500
MOST_NESTING = 12
TYPED = "_typed"
"""The variable that `.` stands for: what was just typed."""

_PARTS = re.compile(r"""('[^']*'|"[^"]*")|\$\{\s*([A-Za-z_]\w*)\s*\}|(?<![\w.$)\]/'"])\.(?![\w.(/])""")
_BARE = re.compile(r"""('[^']*'|"[^"]*")|(?<![\w$}.-])of(?![\w(.-])""")


class ExpressionError(ValueError):
    """The expression cannot be read; the message says why, in words for its author."""


def bind(value: Value) -> str | float:
    """An answer as XPath sees it: whole dates as day numbers, so that `<` compares them."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return float(value)
    if len(value) == 10 and ISO.fullmatch(value):
        return as_number(value)
    return value


MOST_REMEMBERED = 256
"""Results that an expression keeps. Callers give the same few answers over and over: looking one up costs a
twentieth of working it out."""


@dataclass(frozen=True)
class Expression:
    """A parsed expression: `source` as its author wrote it, `names` as it uses them."""

    source: str
    names: tuple[str, ...]
    _token: XPathToken
    _context: XPathContext
    _known: dict[tuple[Value, ...], str | float | bool] = field(default_factory=dict, compare=False, repr=False)

    def value(self, names: Mapping[str, Value], today: date, typed: Value = "") -> str | float | bool:
        """Its value; a name without a value is blank. Types that XPath 1.0 cannot compare give False."""
        given = (*(names.get(name) for name in self.names), typed, today.toordinal())
        known = self._known.get(given)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[given] = self._worked_out(given, today)
        return known

    def _worked_out(self, given: tuple[Value, ...], today: date) -> str | float | bool:
        bound: dict[str, Any] = dict(zip((*self.names, TYPED), map(bind, given), strict=False))
        bound[TODAY] = days(today)
        try:
            result = self._token.evaluate(self._context_with(bound))
        except (TypeError, ValueError, ElementPathError, OverflowError):
            return False
        return result if isinstance(result, bool | float | int) else str(result)

    def _context_with(self, bound: dict[str, Any]) -> XPathContext:
        """A context of this evaluation's own (threads share expressions); building one costs more than reading."""
        context = copy(self._context)
        context.variables = bound
        return context

    def holds(self, names: Mapping[str, Value], today: date, typed: Value = "") -> bool:
        """Its truth, as XPath's boolean(): "", 0 and NaN are false."""
        value = self.value(names, today, typed)
        return bool(value) and not is_nan(value)


def parse(source: str, known: Iterable[str]) -> Expression:
    """Read an expression whose `${names}` must all be among `known`. ExpressionError says what is wrong."""
    text = str(source).strip()
    if not text:
        raise ExpressionError("it is empty")
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(f"it is longer than {MOST_CHARACTERS} characters")
    names: set[str] = set()
    xpath = _PARTS.sub(lambda m: _xpath_name(m, names), _BARE.sub(_bare_of, text))
    unknown = sorted(names - set(known) - {TYPED, "of"})
    if unknown:
        raise ExpressionError(f"it uses ${{{unknown[0]}}}, which nothing in this journey gives")
    if "${" in _outside_quotes(xpath):
        raise ExpressionError("a ${name} is not closed")
    token = _parsed(xpath)
    _refuse_paths_and_depth(token)
    _dry_run(token, names)
    return Expression(text, tuple(sorted(names - {TYPED})), token, XPathContext(Element("r")))


def _xpath_name(match: re.Match[str], names: set[str]) -> str:
    quoted, name = match.group(1), match.group(2)
    if quoted:
        return quoted
    names.add(name or TYPED)
    return f"${name or TYPED}"


def _bare_of(match: re.Match[str]) -> str:
    return match.group(1) or "${of}"


def _outside_quotes(text: str) -> str:
    return re.sub(r"""'[^']*'|"[^"]*\"""", "", text)


def _parsed(xpath: str) -> XPathToken:
    try:
        return XFormsParser().parse(xpath)
    except (ElementPathError, ValueError, TypeError, SyntaxError) as error:
        raise ExpressionError(f"it cannot be read ({_plainly(error)})") from None


def _plainly(error: Exception) -> str:
    return re.sub(r"^.*?\[err:\w+\]\s*|'?ZeroDivisionError'?", "", str(error)) or "syntax"


_ALLOWED = frozenset(
    "$ ( ) , . and or = != < > <= >= + - * div mod (string) (integer) (decimal) (float) (name)"
    " selected count-selected if coalesce not regex string-length today date number int round concat"
    " contains starts-with true false".split()
)


def _refuse_paths_and_depth(token: XPathToken, depth: int = 0) -> None:
    if depth > MOST_NESTING:
        raise ExpressionError(f"it is nested deeper than {MOST_NESTING} levels")
    if token.symbol not in _ALLOWED or (token.symbol == "(name)" and depth == 0):
        raise ExpressionError(f"« {token.symbol if token.symbol != '(name)' else token.value} » means nothing here")
    for child in token:
        if child.symbol == "(name)" and token.symbol != "$":
            raise ExpressionError(f"« {child.value} » means nothing here: write ${{{child.value}}} or '{child.value}'")
        _refuse_paths_and_depth(child, depth + 1)


def _dry_run(token: XPathToken, names: Iterable[str]) -> None:
    """Find at load what would only show in a call: a bad pattern in regex(), a wrong number of arguments."""
    variables: dict[str, Any] = dict.fromkeys((*names, TYPED), "")
    try:
        token.evaluate(XPathContext(Element("r"), variables={**variables, TODAY: 0.0}))
    except re.error as error:
        raise ExpressionError(f"its pattern cannot be read ({error})") from None
    except (TypeError, ValueError, ElementPathError):
        return  # a blank where a value will be: only the caller's answer can tell
