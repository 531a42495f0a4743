"""XLSForm expressions: the language that humanitarian staff know from Kobo and ODK, parsed once.

elementpath's XPath 1.0 does the work; the functions that XForms adds stand below. Every name is
declared before an expression is parsed. Numbers are floats, a blank is "" (NaN where a number is
wanted), a whole date is a day number (1 = 2 January 1970), as ODK compares them.
Source: XLSForm reference (xlsform.org), ODK XForms specification (getodk.github.io/xforms-spec).
"""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from math import isnan, nan
from typing import Any
from xml.etree.ElementTree import Element

from elementpath import ElementPathError, XPathContext, XPathToken
from elementpath.datatypes import NumericProxy
from elementpath.xpath1 import XPath1Parser

from flows.state import Value

MOST_CHARACTERS = 500
MOST_NESTING = 12
TYPED = "_typed"
"""The variable that `.` stands for: what was just typed."""
TODAY = "_today"

_EPOCH = date(1970, 1, 1).toordinal()
_PARTS = re.compile(r"""('[^']*'|"[^"]*")|\$\{\s*([A-Za-z_]\w*)\s*\}|(?<![\w.$)\]/'"])\.(?![\w.(/])""")
_BARE = re.compile(r"""('[^']*'|"[^"]*")|(?<![\w$}.-])of(?![\w(.-])""")
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class ExpressionError(ValueError):
    """The expression cannot be read; the message says why, in words for its author."""


class _Parser(XPath1Parser):
    """XPath 1.0 and the functions of XForms; its own symbol table, so that XPath1Parser stays as it is."""


for _inherited in ("number", "round"):
    _Parser.unregister(_inherited)  # XForms gives them more to do; XPath1Parser keeps its own
_function, _method = _Parser.function, _Parser.method


def _text(token: XPathToken, index: int, context: XPathContext | None) -> str:
    return str(token.string_value(token.get_argument(context, index=index, default="")))


def _number(token: XPathToken, index: int, context: XPathContext | None) -> float:
    return as_number(token.get_argument(context, index=index, default=""))


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and isnan(value)


def _whole(value: float) -> float:
    return value if isnan(value) else float(int(value))


@_method(_function("selected", nargs=2))
def evaluate_selected(self: XPathToken, context: XPathContext | None = None) -> bool:
    return _text(self, 1, context) in _text(self, 0, context).split()


@_method(_function("count-selected", nargs=1))
def evaluate_count_selected(self: XPathToken, context: XPathContext | None = None) -> float:
    return float(len(_text(self, 0, context).split()))


@_method(_function("if", nargs=3))
def evaluate_if(self: XPathToken, context: XPathContext | None = None) -> Any:
    return self[1 if self.boolean_value(self[0].evaluate(context)) else 2].evaluate(context)


@_method(_function("coalesce", nargs=(2, None)))
def evaluate_coalesce(self: XPathToken, context: XPathContext | None = None) -> Any:
    values = (item.evaluate(context) for item in self)
    return next((v for v in values if v != "" and not _is_nan(v)), "")


@_method(_function("regex", nargs=2))
def evaluate_regex(self: XPathToken, context: XPathContext | None = None) -> bool:
    return re.fullmatch(_text(self, 1, context), _text(self, 0, context)) is not None


@_method(_function("today", nargs=0))
def evaluate_today(self: XPathToken, context: XPathContext | None = None) -> Any:
    return context.variables[TODAY] if context and context.variables else nan


@_method(_function("date", nargs=1))
def evaluate_date(self: XPathToken, context: XPathContext | None = None) -> float:
    return as_number(self.get_argument(context, default=""))


@_method(_function("number", nargs=1))
def evaluate_number(self: XPathToken, context: XPathContext | None = None) -> float:
    return _number(self, 0, context)


@_method(_function("int", nargs=1))
def evaluate_int(self: XPathToken, context: XPathContext | None = None) -> float:
    return _whole(_number(self, 0, context))


@_method(_function("round", nargs=(1, 2)))
def evaluate_round(self: XPathToken, context: XPathContext | None = None) -> float:
    value, places = _number(self, 0, context), _number(self, 1, context) if len(self) > 1 else 0.0
    scale = 10.0**places
    return value if isnan(value) else float(int(value * scale + (0.5 if value >= 0 else -0.5))) / scale


_Parser.build()


def as_number(value: object) -> float:
    """A number, a number in words of digits, a date as its day number; NaN for anything else."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float | NumericProxy):
        return float(value)  # type: ignore[arg-type]
    text = str(value).strip()
    try:
        return day_number(text) if text.count("-") == 2 and _ISO.fullmatch(text) else float(text)
    except ValueError:
        return nan


def day_number(iso: str) -> float:
    """« 2014-03-12 » → days since 1 January 1970. ValueError where there is no such day."""
    return float(date.fromisoformat(iso).toordinal() - _EPOCH)


def bind(value: Value) -> str | float:
    """An answer as XPath sees it: whole dates as day numbers, so that `<` compares them."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return float(value)
    if len(value) == 10 and _ISO.fullmatch(value):
        return as_number(value)
    return value


@dataclass(frozen=True)
class Expression:
    """A parsed expression: `source` as its author wrote it, `names` as it uses them."""

    source: str
    names: frozenset[str]
    _token: XPathToken
    _context: XPathContext

    def value(self, names: Mapping[str, Value], today: date, typed: Value = "") -> str | float | bool:
        """Its value; a name without a value is blank. Types that XPath 1.0 cannot compare give False."""
        bound: dict[str, Any] = {name: bind(names.get(name)) for name in self.names}
        bound[TYPED] = bind(typed)
        bound[TODAY] = float(today.toordinal() - _EPOCH)
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
        return bool(value) and not _is_nan(value)


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
    return Expression(text, frozenset(names - {TYPED}), token, XPathContext(Element("r")))


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
        return _Parser().parse(xpath)
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
