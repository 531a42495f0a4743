"""The functions that XForms adds to XPath 1.0, and how XForms counts days.

Source: XLSForm reference (xlsform.org), ODK XForms specification (getodk.github.io/xforms-spec).
"""

import re
from datetime import date
from math import isnan, nan
from typing import Any

from elementpath import XPathContext, XPathToken
from elementpath.datatypes import NumericProxy
from elementpath.xpath1 import XPath1Parser

TODAY = "_today"
"""The variable that today() reads: a day number."""
ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

_EPOCH = date(1970, 1, 1).toordinal()


class XFormsParser(XPath1Parser):
    """XPath 1.0 and the functions of XForms; its own symbol table, so that XPath1Parser stays as it is."""


for _inherited in ("number", "round"):
    XFormsParser.unregister(_inherited)  # XForms gives them more to do; XPath1Parser keeps its own
_function, _method = XFormsParser.function, XFormsParser.method


def _text(token: XPathToken, index: int, context: XPathContext | None) -> str:
    return str(token.string_value(token.get_argument(context, index=index, default="")))


def _number(token: XPathToken, index: int, context: XPathContext | None) -> float:
    return as_number(token.get_argument(context, index=index, default=""))


def is_nan(value: object) -> bool:
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
    return next((v for v in values if v != "" and not is_nan(v)), "")


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


XFormsParser.build()


def as_number(value: object) -> float:
    """A number, a number in words of digits, a date as its day number; NaN for anything else."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float | NumericProxy):
        return float(value)  # type: ignore[arg-type]
    text = str(value).strip()
    try:
        return day_number(text) if text.count("-") == 2 and ISO.fullmatch(text) else float(text)
    except ValueError:
        return nan


def day_number(iso: str) -> float:
    """« 2014-03-12 » → days since 1 January 1970. ValueError where there is no such day."""
    return days(date.fromisoformat(iso))


def days(day: date) -> float:
    """Days since 1 January 1970."""
    return float(day.toordinal() - _EPOCH)
