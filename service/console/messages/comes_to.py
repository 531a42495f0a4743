"""What a campaign comes to while it is composed: how many people, and what each text takes. A first idea, at once; who
of them gets a text and who does not is found out by the look at all of them."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from service.console.desk import Desk
from service.console.messages.counted import Counted, Counting
from service.console.messages.lengths import Length, lengths
from service.console.viewers import Viewer
from service.programme.campaigns.audience import read_audience
from service.programme.campaigns.desk import Wish
from service.programme.campaigns.recipients import reach
from service.programme.campaigns.wording import CampaignError

YOUNG = 20.0
"""Seconds that a count of people is good for."""


@dataclass(frozen=True, slots=True)
class Reached:
    """People by language; or `reasons`, why that cannot be said."""

    by_language: Counter[str]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComesTo:
    """`people`: None where nobody was chosen yet, or as long as it is counted (`waits`); `listed`: rows of a list, None
    without one; `currency`: of the prices in `sizes`."""

    sizes: list[Length]
    people: int | None
    by_language: Counter[str]
    at: datetime | None
    refused: tuple[str, ...]
    waits: bool
    listed: int | None
    currency: str


class Estimate:
    def __init__(self, desk: Desk, counting: Counting) -> None:
        self._desk, self._counting = desk, counting

    def of(self, viewer: Viewer, wish: Wish) -> ComesTo:
        """What it comes to so far."""
        counted = self._people(wish) if wish.where and wish.listed is None else None
        reached = counted.value if counted else Reached(Counter())
        is_known = counted is not None and not reached.reasons
        return ComesTo(
            self._sizes(wish),
            reached.by_language.total() if is_known else None,
            reached.by_language,
            counted.at if counted else None,
            tuple(viewer.refusal(ValueError(one)) for one in reached.reasons),
            bool(wish.where) and wish.listed is None and counted is None,
            sum(1 for row in wish.listed if row.strip()) if wish.listed is not None else None,
            self._desk.office.settings.sms_currency,
        )

    def _today(self) -> date:
        return self._desk.now().astimezone(self._desk.zone).date()

    def _sizes(self, wish: Wish) -> list[Length]:
        office = self._desk.office
        return self._desk.read(
            lambda db: list(lengths(office.inside(db), office.library, wish.texts, wish.journey, self._today()))
        )

    def _people(self, wish: Wish) -> Counted[Reached] | None:
        key = "reach", json.dumps(dict(wish.where), sort_keys=True)

        def count(db: Connection) -> Reached:
            office = self._desk.office
            try:
                audience = read_audience(office.inside(db), wish.where, None, office.library.languages)
            except CampaignError as error:
                return Reached(Counter(), error.reasons)
            return Reached(reach(db, audience, self._today()))

        return self._counting.look(key, lambda: self._desk.read(count), young=YOUNG)
