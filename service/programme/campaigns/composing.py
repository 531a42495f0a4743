"""Who of an audience is sent what: the phone that stands for somebody, the language, the words; or why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.gsm7 import Count, segments
from service.models.campaign import TargetState
from service.models.phone import PhoneState
from service.programme.campaigns.recipients import Recipient
from service.programme.campaigns.wording import FRENCH, asks_for, filled
from service.programme.context import Context
from service.programme.labels import NAME
from service.programme.names import first_name
from service.programme.notices import NEUTRAL

MOST_COUNTED = 4096
"""Texts whose counts are remembered."""


def standing(recipient: Recipient, *, is_taken: bool) -> TargetState:
    """Whether they are sent a text. `is_taken`: their phone stands for somebody already; a household gets one."""
    if recipient.phone_id is None:
        return TargetState.NO_PHONE
    if recipient.state == PhoneState.WRONG.value:
        return TargetState.WRONG_NUMBER
    if recipient.stopped:
        return TargetState.OPTED_OUT
    return TargetState.SAME_PHONE if is_taken else TargetState.QUEUED


@dataclass(frozen=True, slots=True)
class Composed:
    """A text as it will leave, and what it takes. `asks`: the journey whose question it holds, or ""; never in a
    neutral one."""

    language: str
    body: str
    count: Count
    asks: str = ""
    neutral: bool = False


class Composer:
    """The words of one campaign for each of its recipients."""

    def __init__(self, ctx: Context, texts: Mapping[str, str], journey: str = "") -> None:
        """`texts`: language → text, French among them."""
        self._ctx, self._texts, self._journey = ctx, texts, journey
        self._counts: dict[str, Count] = {}
        # The same for everybody, but where a name stands in it: filled once.
        self._same = {
            language: self._own(language, "") for language, text in texts.items() if not asks_for(text, "first_name")
        }

    def composed(self, recipient: Recipient) -> Composed:
        """What they are sent."""
        spoken = recipient.language or self._ctx.settings.default_language
        language = spoken if spoken in self._texts else FRENCH
        if recipient.state == PhoneState.UNVERIFIED.value:
            body = self._ctx.say(NEUTRAL, language, self._values(""))
            return Composed(language, body, self._counted(body), neutral=True)
        return self._same.get(language) or self._own(language, self._name(recipient))

    def _own(self, language: str, name: str) -> Composed:
        body = filled(self._texts[language], self._values(name))
        return Composed(language, body, self._counted(body), self._journey)

    def _counted(self, body: str) -> Count:
        """Many have one name, and their texts one count."""
        found = self._counts.get(body)
        if found is None:
            if len(self._counts) >= MOST_COUNTED:
                self._counts.clear()
            found = self._counts[body] = segments(body)
        return found

    def _name(self, recipient: Recipient) -> str:
        if recipient.person_id is None or recipient.name is None:
            return ""
        return first_name(self._ctx.vault.open(NAME, recipient.person_id, recipient.name))

    def _values(self, name: str) -> Mapping[str, str]:
        return {"first_name": name, "ussd_code": self._ctx.settings.ussd_code}
