"""`flows check`: every screen of every journey, in every offered language, on every channel, with the
longest data that it can meet, measured against its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flows.checks import PLACEHOLDER
from flows.gsm7 import is_gsm7, segments, units
from flows.journey import Journey, ScreenRule
from flows.library import Library
from flows.moves import answer_key
from flows.pages import Page
from flows.places import Gazetteer, Place
from flows.render import SMS, USSD, Channel, all_pages, render
from flows.state import Choice, Facts, Problem, Progress, Step, Value
from flows.vocabulary import FACTS, LISTS, LOOKUPS, RESULTS

LONG_FACTS = frozenset({"answer_text", "kit_status", "draft_title"})
"""Facts that are allowed to run over several pages: they are heard whole."""
LONG_LISTS = frozenset({"heard_answers"})
"""Lists whose entries are as long: they are heard one by one."""
ENTRIES = 12
_DAY = date(2026, 12, 30)
_WORDS = "Abdoulaye-Mahamadou Ag Mohamedoun Koulibaly "


@dataclass(frozen=True)
class Overrun:
    """A page that does not fit. `costly`: the characters that force it into UCS-2, if any."""

    journey: str
    screen: str
    language: str
    channel: str
    length: int
    limit: int
    costly: str

    def __str__(self) -> str:
        blame = f" because of « {self.costly} »" if self.costly else ""
        where = f"{self.journey}, screen {self.screen}, {self.language}, {self.channel}"
        return f"{where}: {self.length} of {self.limit} characters{blame}"


@dataclass(frozen=True, slots=True)
class Measured:
    """One page as a phone shows it, and how much of its budget it takes. `costly` as in Overrun."""

    text: str
    length: int
    limit: int
    costly: str

    @property
    def is_over(self) -> bool:
        return self.length > self.limit


def measured(text: str, channel: Channel) -> Measured:
    """A page's length against its budget: septets, or UTF-16 units where a character is outside of GSM-7."""
    limit = channel.gsm if is_gsm7(text) else channel.ucs2
    return Measured(text, units(text), limit, "".join(dict.fromkeys(segments(text).costly)))


def pages_of(journey: Journey, name: str, language: str, channel: Channel) -> list[Measured]:
    """Every page of a screen with the longest data that it can meet."""
    rule = journey.screens[name]
    step = Step(longest_progress(journey, rule), ends=rule.ends)
    pages = all_pages(journey, step, longest_facts(language), language, channel, dict(RESULTS))
    return [measured(page.text, channel) for page in pages]


def check(library: Library, channels: Iterable[Channel] = (USSD, SMS)) -> Iterator[Overrun]:
    """All that does not fit, in every language that is offered."""
    for journey in library.journeys.values():
        for name in journey.screens:
            for language in library.offered():
                for channel in channels:
                    yield from check_screen(journey, name, language, channel)


def check_screen(journey: Journey, name: str, language: str, channel: Channel) -> Iterator[Overrun]:
    """One screen on one channel: plain, and with each reason that a wrong input can give."""
    rule, facts = journey.screens[name], longest_facts(language)
    progress = longest_progress(journey, rule)
    results = dict(RESULTS)
    pages = all_pages(journey, Step(progress, ends=rule.ends), facts, language, channel, results)
    if not _may_run_on(journey, rule) and _torn(rule, pages):
        torn = measured("\n".join(page.text for page in pages[:2]), channel)
        yield _overrun(journey, rule, language, channel, torn)
    for number in range(len(pages)):
        for problem in (None, *_problems(rule)):
            step = Step(progress.moved(page=number), ends=rule.ends, problem=problem)
            text = render(journey, step, facts, language, channel, results).text
            if over := _over(journey, rule, language, channel, text):
                yield over


def _problems(rule: ScreenRule) -> Iterator[Problem]:
    by_kind = {
        "choice": ("not_an_option",),
        "several": ("not_an_option", "several_none"),
        "number": ("not_a_number",),
        "date": ("not_a_date", "future_date", "past_date"),
        "phone": ("not_a_phone",),
        "place": ("not_a_place",),
        "code": ("wrong_check",),
    }
    yield from (Problem(text) for text in by_kind.get(rule.kind, ()))
    if rule.kind == "text":
        yield Problem("too_long", {"most": str(rule.length)})
    if rule.kind == "code":
        yield Problem("not_a_code", {"digits": "9"})
    if rule.message:
        yield Problem(f"{rule.name}/message")


def _may_run_on(journey: Journey, rule: ScreenRule) -> bool:
    """It speaks of data that is as long as it is: a staff member's answer, a caller's own words."""
    names = set(PLACEHOLDER.findall(rule.say))
    long_answers = {n for n, r in journey.screens.items() if r.kind == "text" and r.length > 60}
    return rule.each in LONG_LISTS or bool(names & (LONG_FACTS | long_answers))


def _torn(rule: ScreenRule, pages: list[Page]) -> bool:
    """What it says runs over a page although nothing in it is long; or stands alone without its options."""
    if not rule.options and not rule.list and rule.kind != "place":
        return len(pages) > 1
    offered = [key for key in pages[0].shown if key != "9"]
    return len(pages) > 1 and len(offered) < 2


def _over(journey: Journey, rule: ScreenRule, language: str, channel: Channel, text: str) -> Overrun | None:
    page = measured(text, channel)
    return _overrun(journey, rule, language, channel, page) if page.is_over else None


def _overrun(journey: Journey, rule: ScreenRule, language: str, channel: Channel, page: Measured) -> Overrun:
    return Overrun(journey.name, rule.name, language, channel.name, page.length, page.limit, page.costly)


def longest_facts(language: str) -> Facts:
    """Every fact and every list at its longest."""
    lists = {name: tuple(Choice(str(n), label) for n in range(ENTRIES)) for name, label in LISTS.items()}
    return Facts(_DAY, {**FACTS, "language": language}, lists, None, _places())


def _places() -> Gazetteer:
    region = Place("ML06", "region", "Tombouctou", "", 0.0, 0.0)
    cercles = [Place(f"ML06{n:02}", "cercle", f"Gourma-Rharous {n}", "ML06", 0.0, 0.0) for n in range(ENTRIES)]
    commune = Place("ML060001", "commune", "Koubéwel Koundia", "ML0600", 0.0, 0.0)
    return Gazetteer([region, *cercles, commune])


def longest_progress(journey: Journey, rule: ScreenRule) -> Progress:
    """A Progress at that screen with everything answered at length, and a screen behind it."""
    answers: dict[str, Value] = {
        v: FACTS["first_name"] for r in journey.screens.values() for v in LOOKUPS.get(r.lookup, ())
    }
    for other in journey.screens.values():
        answers[answer_key(other, "0")] = _longest_answer(other)
    turn = "0" if rule.each else ""
    return Progress(journey.name, journey.version, rule.name, answers, trail=((journey.first, ""),), turn=turn)


def _longest_answer(rule: ScreenRule) -> Value:
    if rule.kind in ("choice", "several"):
        ids = [option.id for option in sorted(rule.options, key=lambda o: -len(o.text))]
        return (" ".join(ids) if rule.kind == "several" else ids[0]) if ids else "0"
    samples: dict[str, Value] = {
        "text": (_WORDS * 4)[: rule.length].strip(),
        "number": 9999.0,
        "date": "2026-12-30",
        "phone": "+223500012345678",
        "place": "ML060001",
        "code": "123456789",
    }
    return samples.get(rule.kind)
