"""The templates, and what they say numbers and days with."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_group_symbol
from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2_fragments import render_block

from flows.places import Gazetteer
from service.console.words import LANGUAGES, Words, words_in

Clock = Callable[[], datetime]


class Views:
    """One environment a language: the words of a template are chosen when it is compiled."""

    def __init__(self, zone: ZoneInfo, places: Callable[[], Gazetteer], clock: Clock, asset: Callable[[str], str]):
        self._environments = {
            language: _environment(words_in(language), zone, places, clock, asset) for language in LANGUAGES
        }

    def html(self, language: str, template: str, block: str, values: Mapping[str, Any]) -> str:
        """A page, or one block of it."""
        environment = self._environments[language]
        if block:
            return render_block(environment, template, block, **values)
        return environment.get_template(template).render(values)


def _environment(
    words: Words, zone: ZoneInfo, places: Callable[[], Gazetteer], clock: Clock, asset: Callable[[str], str]
) -> Environment:
    made = Environment(
        loader=PackageLoader("service.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(language=words.language, label=words.label, asset=asset)
    made.filters.update(_filters(words.language, zone, places, clock))
    return made


def _filters(
    locale: str, zone: ZoneInfo, places: Callable[[], Gazetteer], clock: Clock
) -> Mapping[str, Callable[..., str]]:
    def local(value: datetime) -> datetime:
        return value.astimezone(zone)

    def day(value: date) -> str:
        return format_date(local(value) if isinstance(value, datetime) else value, "d MMM y", locale)

    def path(pcode: str) -> str:
        try:
            return ", ".join(one.name for one in reversed(places().path(pcode)))
        except KeyError:  # taken in by another process a moment ago
            return pcode

    made: Mapping[str, Callable[..., str]] = {
        "day": day,
        "moment": lambda value: format_datetime(local(value), "d MMM y, HH:mm", locale=locale),
        "hour": lambda value: format_time(local(value), "HH:mm", locale=locale),
        "ago": lambda value: format_timedelta(value - clock(), add_direction=True, locale=locale),
        "number": number_in(locale),
        "percent": lambda value: format_percent(value, locale=locale),
        "money": lambda value, currency: format_currency(value, currency, locale=locale),
        "path": path,
        "place": lambda pcode: path(pcode).split(", ")[0],
    }
    return {name: _where_there_is_one(one) for name, one in made.items()}


def number_in(locale: str) -> Callable[[float], str]:
    """Numbers as they are read there. Babel reads its pattern anew for each, and a table has a thousand whole ones."""
    group = get_group_symbol(locale)

    def number(value: float) -> str:
        return f"{value:,}".replace(",", group) if isinstance(value, int) else format_decimal(value, locale=locale)

    return number


def _where_there_is_one(filled: Callable[..., str]) -> Callable[..., str]:
    """Nothing for None or a blank: a cell of a table may be empty."""
    return lambda value, *more: "" if value is None or value == "" else filled(value, *more)
