"""The form of a campaign: read into a wish, filled again from one, and what is wrong said beside its field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from service.console.forms import Form
from service.models.campaign import Occasion
from service.programme.campaigns.audience import FILTERS
from service.programme.campaigns.desk import Wish

PLACES = ("region", "cercle", "commune", "village")
TEXT = "text_"
"""How the names of the fields of texts begin: text_fr."""
TEMPLATE = re.compile(r"^Text in (\w+): ")
_BESIDE = (
    (re.compile(r"^There is no French text"), "text_fr"),
    (re.compile(r"^(Say what is sent|There is no journey|SMS does not offer)"), "text_fr"),
    (re.compile(r"^A campaign needs a name"), "name"),
    (re.compile(r"^It would begin in the past"), "begins"),
    (re.compile(r"^It would be too old"), "until"),
    (re.compile(r"^(The days are|A visit is announced)"), "days"),
    (re.compile(r"^(Row |The list |A list of numbers|Numbers of the list|… and )"), "list"),
)
"""How a reason begins → the field that it speaks of."""


@dataclass
class Read:
    """A form that was read. `wrong`: what could not be read, by its field, in the viewer's words."""

    wish: Wish
    wrong: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads one form."""

    def __init__(self, form: Form, zone: ZoneInfo, languages: Iterable[str]) -> None:
        self._form, self._zone, self._languages = form, zone, tuple(languages)
        self._wrong: dict[str, str] = {}

    def read(self, by: UUID, listed: Sequence[str] | None) -> Read:
        """The wish of whoever typed it. `listed`: the rows of the list, wherever they were found."""
        form = self._form
        wish = Wish(
            form["name"],
            {one: text for one in self._languages if (text := form[TEXT + one])},
            self._where(),
            listed,
            form["journey"],
            self._moment("begins"),
            self._moment("until"),
            self._occasion(),
            self._days(),
            by,
        )
        return Read(wish, self._wrong)

    def _where(self) -> dict[str, list[str]]:
        found = {name: self._form.all(name) for name in FILTERS}
        for name in PLACES:  # several names in one field
            found[name] = [part.strip() for typed in found[name] for part in typed.split(",") if part.strip()]
        return {name: values for name, values in found.items() if values}

    def _moment(self, name: str) -> datetime | None:
        """« 2026-12-01T09:00 » by the programme's clock."""
        typed = self._form[name].replace(" ", "T", 1)
        if not typed:
            return None
        try:
            found = datetime.fromisoformat(typed)
        except ValueError:
            self._wrong[name] = "moment"
            return None
        return (found if found.tzinfo else found.replace(tzinfo=self._zone)).astimezone(UTC)

    def _occasion(self) -> Occasion:
        try:
            return Occasion(self._form["occasion"])
        except ValueError:
            return Occasion.ONCE

    def _days(self) -> int:
        typed = self._form["days"]
        try:
            return int(typed or 0)
        except ValueError:
            self._wrong["days"] = "number"
            return 0


def typed_again(wish: Wish, zone: ZoneInfo) -> Form:
    """The form of a wish, as its fields were filled."""
    fields: dict[str, list[str]] = {name: list(values) for name, values in wish.where.items()}
    for name in PLACES:
        fields[name] = [", ".join(fields.get(name, ()))]
    one = {
        "name": wish.name,
        "journey": wish.journey,
        "begins": _local(wish.starts_at, zone),
        "until": _local(wish.best_before, zone),
        "occasion": wish.occasion.value,
        "days": str(wish.days) if wish.occasion else "",
        **{TEXT + language: text for language, text in wish.texts.items()},
    }
    return Form(fields | {name: [value] for name, value in one.items()})


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" if moment else ""


def beside(reason: str) -> str:
    """The field that a reason speaks of; "" for none in particular."""
    if found := TEMPLATE.match(reason):
        return TEXT + found[1]
    for begins, name in _BESIDE:
        if begins.match(reason):
            return name
    first = reason.split(" ", 1)[0]
    return first if first in FILTERS else ""


def by_field(reasons: Iterable[str], said: Mapping[str, str]) -> dict[str, str]:
    """Reasons by their field, those of one field together; `said`: reason → in the viewer's words."""
    found: dict[str, str] = {}
    for reason in reasons:
        name = beside(reason)
        found[name] = f"{found[name]} {said[reason]}" if name in found else said[reason]
    return found
