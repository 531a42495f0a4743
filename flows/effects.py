"""What a journey wants to happen: frozen facts named by the domain, carried out by the service.

Fields are filled from answers and facts of the same name. `results` are the words that the handler
gives back for the closing screen. An effect marked `idempotent` may be raised on any hop, since
raising it twice changes nothing; all others only on screens that end.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import ClassVar

Entries = Mapping[str, str]
"""Answers of a repeated group: entry id → answer."""


def _none() -> Entries:
    return MappingProxyType({})


@dataclass(frozen=True)
class Effect:
    """The base of all effects."""

    results: ClassVar[tuple[str, ...]] = ()
    idempotent: ClassVar[bool] = False


@dataclass(frozen=True)
class RegisterReturnee(Effect):
    """The core of a registration (domain.md, Registration)."""

    results = ("card_code",)
    consent: str
    behalf: str
    name: str
    role: str
    birth_year: float
    household_size: float
    place: str
    guardian: str = ""
    phone: str = ""


@dataclass(frozen=True)
class CompleteFile(Effect):
    """The rest of a registration; a blank changes nothing."""

    head_sex: str = ""
    children_under_6: float | None = None
    children: float | None = None
    adults: float | None = None
    elders: float | None = None
    left: str = ""
    stayed: str = ""
    returned: str = ""
    status: str = ""
    vulnerability: str = ""
    disability: str = ""
    wish: str = ""
    collector: str = ""
    answers_phone: str = ""
    consent_sharing: str = ""


@dataclass(frozen=True)
class ConfirmKitReceipt(Effect):
    """The returnee's own word on a delivery, item by item. `items` and `counts` by kit item id."""

    results = ("reference", "promised")
    delivery: str
    overall: str
    asked_to_pay: str
    collected_by: str = ""
    items: Entries = field(default_factory=_none)
    counts: Entries = field(default_factory=_none)
    waited: str = ""
    knew_rights: str = ""
    knew_complaint: str = ""
    respect: str = ""


@dataclass(frozen=True)
class RecordDelivery(Effect):
    """An agent's word on a planned delivery: `came` all or part; `counts`: kit item id → how many, where it was
    part."""

    person: str
    delivery: str
    came: str
    counts: Entries = field(default_factory=_none)


@dataclass(frozen=True)
class LogFollowUpVisit(Effect):
    """An agent's visit to a returnee's business. `items`: kit item id → used, broken, lost …"""

    person: str
    presence: str
    business_status: str
    reasons: str = ""
    items: Entries = field(default_factory=_none)
    takings: str = ""
    money_decision: str = ""
    new_debt: str = ""
    problems: str = ""
    next_visit: str = ""
    wants_call: str = ""
    born: float | None = None
    died: float | None = None
    alive: float | None = None


@dataclass(frozen=True)
class OpenCase(Effect):
    """A question, request, complaint, thanks or report; joins the open case on the same topic."""

    results = ("reference", "promised")
    type: str
    words: str = ""
    topic: str = ""


@dataclass(frozen=True)
class OpenSensitiveCase(Effect):
    """Lives apart: only focal points ever see it. No results: the end of the call says nothing.
    One report a call, so raising it again changes nothing: it may come before the call has ended."""

    idempotent = True
    words: str = ""
    place: str = ""
    contact: str = ""
    who: str = ""


@dataclass(frozen=True)
class AnswerCheckIn(Effect):
    """How a business is, in its owner's words, as far as they have been asked: said again with more, it takes the place
    of what was said. `reasons`: ids separated by spaces; `wants_call`: yes, no or ""; only a yes has results."""

    results = ("reference", "promised")
    idempotent = True
    status: str
    reasons: str = ""
    wants_call: str = ""


@dataclass(frozen=True)
class AnswerHeard(Effect):
    """The person heard the answer to their case, and says whether it will do. `answer_case`: the very answer that they
    were shown (Waiting.which): one that was changed meanwhile has not been heard."""

    idempotent = True
    answer_case: str
    satisfied: str


@dataclass(frozen=True)
class ConfirmVisit(Effect):
    """The returnee's word on whether a logged visit took place."""

    idempotent = True
    visit_to_confirm: str
    visit_true: str


@dataclass(frozen=True)
class ChooseLanguage(Effect):
    idempotent = True
    language: str


@dataclass(frozen=True)
class IdentifyCaller(Effect):
    """Who of the people on a shared phone is calling; a blank is somebody else."""

    idempotent = True
    caller_person: str = ""


@dataclass(frozen=True)
class JoinPhone(Effect):
    """A person proved by card code and a second fact is linked to this phone."""

    idempotent = True
    person: str


@dataclass(frozen=True)
class PinFailed(Effect):
    """A wrong PIN was typed: counted towards the lockout."""

    idempotent = True


@dataclass(frozen=True)
class CorrectVillage(Effect):
    place: str


@dataclass(frozen=True)
class StopMessages(Effect):
    """No more SMS to this phone."""


@dataclass(frozen=True)
class ResumeMessages(Effect):
    """SMS to this phone again."""


@dataclass(frozen=True)
class WithdrawMyData(Effect):
    results = ("reference", "promised")


@dataclass(frozen=True)
class RequestReferral(Effect):
    results = ("reference", "promised")
    service: str
    consent_referral: str
    reason: str = ""


@dataclass(frozen=True)
class RequestCallBack(Effect):
    """Raised by the built-in help after three wrong tries; `about` names the journey."""

    results = ("reference", "promised")
    about: str


EFFECTS: Mapping[str, type[Effect]] = MappingProxyType({kind.__name__: kind for kind in Effect.__subclasses__()})
"""Every effect by the name that journeys use."""


def required_fields(kind: type[Effect]) -> set[str]:
    return {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}


def entry_fields(kind: type[Effect]) -> set[str]:
    """The fields filled from a repeated group."""
    return {f.name for f in fields(kind) if f.type is Entries}


def number_fields(kind: type[Effect]) -> set[str]:
    return {f.name for f in fields(kind) if "float" in str(f.type)}
