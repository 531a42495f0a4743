"""Who of an audience is sent what: the phone that stands for somebody, the language, the words; or why not."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from uuid import UUID

from service.models.campaign import TargetState
from service.models.phone import PhoneState
from service.programme.campaigns.recipients import Recipient
from service.programme.campaigns.wording import FRENCH, asks_for, filled
from service.programme.context import Context
from service.programme.labels import NAME
from service.programme.names import first_name

NEUTRAL = "sms_neutral"
"""The text for a number of which nobody knows whose it is now: it says nothing of anybody."""


def standing(recipient: Recipient, taken: Set[UUID]) -> TargetState:
    """Whether they are sent a text. `taken`: phones that stand for somebody already; a household gets one."""
    if recipient.phone_id is None:
        return TargetState.NO_PHONE
    if recipient.state == PhoneState.WRONG.value:
        return TargetState.WRONG_NUMBER
    if recipient.stopped:
        return TargetState.OPTED_OUT
    return TargetState.SAME_PHONE if recipient.phone_id in taken else TargetState.QUEUED


@dataclass(frozen=True, slots=True)
class Composed:
    """A text as it will leave. `asks`: the journey whose question it holds, or ""; never in a neutral one."""

    language: str
    body: str
    asks: str = ""
    neutral: bool = False


class Composer:
    """The words of one campaign for each of its recipients."""

    def __init__(self, ctx: Context, texts: Mapping[str, str], journey: str = "") -> None:
        """`texts`: language → text, French among them."""
        self._ctx, self._texts, self._journey = ctx, texts, journey
        # The same for everybody, but where a name stands in it: filled once.
        is_same = {language: not asks_for(text, "first_name") for language, text in texts.items()}
        self._same = {
            language: Composed(language, filled(text, self._values("")), journey)
            for language, text in texts.items()
            if is_same[language]
        }

    def composed(self, recipient: Recipient) -> Composed:
        """What they are sent."""
        spoken = recipient.language or self._ctx.settings.default_language
        language = spoken if spoken in self._texts else FRENCH
        if recipient.state == PhoneState.UNVERIFIED.value:
            return Composed(language, self._ctx.say(NEUTRAL, language, self._values("")), neutral=True)
        same = self._same.get(language)
        if same is not None:
            return same
        return Composed(language, filled(self._texts[language], self._values(self._name(recipient))), self._journey)

    def _name(self, recipient: Recipient) -> str:
        if recipient.person_id is None or recipient.name is None:
            return ""
        return first_name(self._ctx.vault.open(NAME, recipient.person_id, recipient.name))

    def _values(self, name: str) -> Mapping[str, str]:
        return {"first_name": name, "ussd_code": self._ctx.settings.ussd_code}
