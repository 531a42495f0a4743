"""The words that a visit is noted in: the ids of the journey's options, which forms and files use as well."""

from collections.abc import Iterator
from datetime import date, timedelta

from service.models.business import BusinessState
from service.programme.followup.noting import VisitNoted

STATUSES = tuple(
    state.value
    for state in (BusinessState.RUNNING, BusinessState.PARTLY, BusinessState.STOPPED, BusinessState.NEVER_STARTED)
)
REASONS = ("no_capital", "insecurity", "theft", "illness", "animal_death", "flood", "season", "sold", "moved")
TAKINGS = ("nothing", "under_10000", "under_25000", "under_50000", "under_100000", "over_100000")
DECIDES = ("man", "woman", "both")
YES_NO = ("yes", "no")
ITEM_OUTCOMES = ("used", "broken", "lost", "stolen", "sold", "given")
MOST_GOATS = 500
WITHIN_A_YEAR = timedelta(days=366)


def faults(noted: VisitNoted, today: date) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it in plain words) of a visit that comes from a form or a file; none: it may stand."""
    yield from _of_days(noted, today)
    yield from _unknown("business_status", noted.business_status, STATUSES)
    for reason in noted.reasons.split():
        yield from _unknown("reasons", reason, REASONS)
    if noted.reasons and noted.business_status == BusinessState.RUNNING:
        yield "reasons", "A business that runs has no reason why it does not."
    for name, word, words in (
        ("takings", noted.takings, TAKINGS),
        ("money_decision", noted.money_decision, DECIDES),
        ("new_debt", noted.new_debt, YES_NO),
    ):
        if word:
            yield from _unknown(name, word, words)
    for outcome in noted.items.values():
        yield from _unknown("items", outcome, ITEM_OUTCOMES)
    for name, count in (("born", noted.born), ("died", noted.died), ("alive", noted.alive)):
        if count is not None and not 0 <= count <= MOST_GOATS:
            yield name, f"A number of goats is 0 to {MOST_GOATS}."


def _of_days(noted: VisitNoted, today: date) -> Iterator[tuple[str, str]]:
    if noted.visited_on > today:
        yield "visited_on", "That day is still to come."
    agreed = noted.next_visit_on
    if agreed is not None and not noted.visited_on < agreed <= noted.visited_on + WITHIN_A_YEAR:
        yield "next_visit_on", "The next visit is after this one, and within a year."


def _unknown(name: str, word: str, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if word not in words:
        yield name, f"There is no {word!r}: there are {', '.join(words)}."
