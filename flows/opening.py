"""The first question of a journey as a text that may be sent to everybody: a check-in that is answered at once."""

from datetime import date

from flows.checks import PLACEHOLDER
from flows.journey import Journey, ScreenRule
from flows.render import SMS, render
from flows.state import Facts
from flows.step import start

_NO_DAY = Facts(date.min)
"""Nothing is known of anybody: what needs a fact is not the same for everybody."""


def opening(journey: Journey, language: str) -> str | None:
    """The question with its options; None where it depends on who is asked, may not be asked by SMS, or does not
    fit one message. Then people are invited instead (the text « sms_invite »)."""
    rule = journey.screens[journey.first]
    if not journey.by_sms or not _is_the_same_for_everybody(rule):
        return None
    screen = render(journey, start(journey, _NO_DAY), _NO_DAY, language, SMS)
    return screen.text if screen.pages == 1 else None


def _is_the_same_for_everybody(rule: ScreenRule) -> bool:
    depends = rule.when or rule.list or rule.each or rule.lookup or rule.kind in ("", "place")
    said = "".join([rule.say, *(option.text for option in rule.options)])
    return not (depends or any(option.when for option in rule.options) or PLACEHOLDER.search(said))
