"""How a step looks on a phone: pages that fit, numbered options, the keys 0 and 9.

Text that is not ours (names, answers of the staff) is brought into the alphabet and pages. Nothing is
ever cut: what does not fit goes on the next page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flows.checks import PLACEHOLDER
from flows.codes import spaced
from flows.gsm7 import foreign
from flows.journey import Journey, ScreenRule
from flows.offers import Offer, names_for, offers
from flows.pages import Page, paged, with_reason
from flows.picking import FOUND
from flows.state import HELP, NOTHING, OR_STOP, WAY_OUT, Facts, Problem, Progress, Step, Value


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to a phone, and how much goes on one page of it: GSM-7 septets, or UTF-16 units where a
    character is outside of GSM-7 (gateways.md, Length)."""

    name: str
    gsm: int = 160
    ucs2: int = 70


USSD = Channel("ussd")
SMS = Channel("sms", gsm=306, ucs2=134)
"""One question a message, of at most two parts (2 × 153, 2 × 67)."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One page as the phone shows it. `shown` are the ids behind its keys: what Progress keeps."""

    text: str
    ends: bool
    shown: Mapping[str, str]
    pages: int = 1


def render(
    flow: Journey,
    step: Step,
    facts: Facts,
    language: str,
    channel: Channel = USSD,
    results: Mapping[str, str] = NOTHING,
) -> Screen:
    """The page that a step shows. `results` are the words that its effects gave back."""
    pages = all_pages(flow, step, facts, language, channel, results)
    at = min(max(step.progress.page, 0), len(pages) - 1)
    page = pages[at]
    if step.problem:
        reason = Writer(flow, step.progress, facts, language, results).problem(step.problem)
        page = with_reason(page, reason, channel.gsm, channel.ucs2)
    return Screen(page.text, step.ends, page.shown, len(pages))


def all_pages(
    flow: Journey,
    step: Step,
    facts: Facts,
    language: str,
    channel: Channel = USSD,
    results: Mapping[str, str] = NOTHING,
) -> list[Page]:
    """Every page of the screen that a step shows; never empty. The reason for a wrong input is no part of
    them: it must not move what stands on which page."""
    writer = Writer(flow, step.progress, facts, language, results)
    more, back = writer.system("more"), writer.system("back")
    if step.keeps_draft and step.ends:
        return paged(writer.filled(writer.system("help_done")), [], channel.gsm, channel.ucs2, more, "")
    back = back if writer.has_back(step) else ""
    return paged(writer.say(), writer.options(step), channel.gsm, channel.ucs2, more, back)


def lines(flow: Journey, step: Step, facts: Facts, language: str) -> list[tuple[str, str]]:
    """(id, label) of each line that the screen of a step offers, on all of its pages."""
    return Writer(flow, step.progress, facts, language, NOTHING).options(step)


class Writer:
    """The words of one screen in one language."""

    def __init__(self, flow: Journey, progress: Progress, facts: Facts, language: str, results: Mapping[str, str]):
        self.flow, self.progress, self.facts, self.language, self.results = (
            flow,
            progress,
            facts,
            language,
            results,
        )
        self.rule: ScreenRule = flow.screens[progress.screen]
        self.names = names_for(flow, progress, self.rule, facts)

    def system(self, name: str) -> str:
        return self.flow.text(f"text/{name}", self.language)

    def own(self, part: str) -> str:
        return self.flow.text(f"{self.flow.name}/{self.rule.name}/{part}", self.language)

    def has_back(self, step: Step) -> bool:
        """Whether « 0 Retour » is said: something lies behind, and 0 is no answer here."""
        behind = bool(self.progress.trail or self.progress.scratch or self.progress.page > 0)
        return behind and self.progress.page >= 0 and not step.ends and not self.rule.zero_answers

    def say(self) -> str:
        if self.progress.page == WAY_OUT:
            return self.system("way_out")
        if self.progress.page == HELP:
            return self.system("help_offer")
        if self.progress.page == OR_STOP:
            return self.system("or_stop")
        return self.filled(self.own("say"))

    def problem(self, problem: Problem) -> str:
        if problem.text.endswith("/message"):
            return self.filled(self.own("message"))
        return self.filled(self.system(problem.text), problem.values)

    def options(self, step: Step) -> list[tuple[str, str]]:
        """(id, label) of each line to choose from."""
        if self.progress.page == WAY_OUT:
            return [("back", self.system("way_out_back")), ("menu", self.system("way_out_menu"))]
        if self.progress.page == HELP:
            return [("call", self.system("help_call")), ("retry", self.system("help_retry"))]
        if self.progress.page == OR_STOP:
            meant = self.progress.scratch[-1]
            return [("meant", self._chosen(self.rule, meant)), ("stop", self.system("or_stop_stop"))]
        if not self.rule.kind:
            return [] if step.ends else [("on", self.system("next"))]
        return [(o.id, self._label(o)) for o in offers(self.flow, self.progress, self.facts, self.names)]

    def _label(self, offer: Offer) -> str:
        if offer.label is not None:
            return foreign(offer.label.named(self.language))
        if offer.key:
            return self.filled(self.flow.text(offer.key, self.language))
        return self._listed_place(offer.id)

    def _listed_place(self, pcode: str) -> str:
        """Below an opened place the name is enough; among places found by letters it has to be told apart."""
        is_found = self.progress.scratch[:1] == (FOUND,)
        if self.facts.places is None or is_found:
            return self._place(pcode)
        return foreign(self.facts.places.get(pcode).name)

    def _place(self, pcode: str) -> str:
        try:
            return foreign(self.facts.places.label(pcode)) if self.facts.places else pcode
        except KeyError:
            return pcode  # a village that has since left the programme's list

    def filled(self, text: str, extra: Mapping[str, str] = NOTHING) -> str:
        """The text with its {names} replaced by what they stand for."""
        if "{" not in text:
            return text
        return PLACEHOLDER.sub(lambda m: extra.get(m.group(1)) or self._value(m.group(1)), text)

    def _value(self, name: str) -> str:
        if name in self.results:
            return foreign(self.results[name])
        if name == "item":
            entries = self.facts.lists.get(self.rule.each, ())
            return foreign(next((c.named(self.language) for c in entries if c.id == self.progress.turn), ""))
        rule = self.flow.screens.get(name)
        value = self.names.get(name)
        if value is None or value == "":
            return ""
        return self.answer(rule, value) if rule and name in self.progress.answers else foreign(plain(value))

    def answer(self, rule: ScreenRule, value: Value) -> str:
        """An answer as its question put it: the option's words, the place's name."""
        if rule.kind in ("choice", "several"):
            return ", ".join(self._chosen(rule, id_) for id_ in str(value).split())
        option = rule.option(str(value))
        if option:
            return self.flow.text(option.key, self.language)
        if rule.kind == "place":
            return self._place(str(value))
        return spaced(str(value)) if rule.kind == "code" else foreign(plain(value))

    def _chosen(self, rule: ScreenRule, id_: str) -> str:
        option = rule.option(id_)
        if option:
            return self.flow.text(option.key, self.language)
        entries = self.facts.lists.get(rule.list, ())
        return foreign(next((c.named(self.language) for c in entries if c.id == id_), id_))


def plain(value: Value) -> str:
    """A number without its .0, a date as it is said here (30/12/2026), a text as it is."""
    if isinstance(value, int | float):
        return f"{value:g}"
    text = str(value)
    parts = text.split("-")
    if len(parts) == 3 and len(text) == 10 and text.replace("-", "").isdigit():
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    is_month = len(parts) == 2 and len(text) == 7 and text.replace("-", "").isdigit()
    return f"{parts[1]}/{parts[0]}" if is_month else text
