"""What is set by the installation and its texts, to be read here: languages, settings, rights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import APIRouter, Request
from pydantic import SecretStr
from starlette.responses import Response

from service.console.desk import Desk
from service.console.viewers import Administers, Viewer
from service.models.staff import Role
from service.programme.access import sessions
from service.programme.access.rights import MAY, Right
from service.programme.journeys.coverage import coverage
from service.settings import PREFIX, SECRETS, Settings

GROUPS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "kept": "draft_days session_hours checkin_days campaign_days console_idle_minutes console_hours".split(),
        "signing_in": "second_factor pin_tries pin_lock_minutes".split(),
        "programme": (
            "country timezone default_language languages_offered holidays ussd_code receipt_days abandoned_days "
            "unanswered unheard_days quiet_hours reached small_cell sample_confidence sample_margin sample_expected"
        ).split(),
        "sms": (
            "sms_gateway sms_rate_per_second sms_bulk_from sms_bulk_until sms_bulk_daily sms_silent_days sms_currency "
            "sms_prices campaign_approve_above"
        ).split(),
    }
)
"""Those that a programme thinks about; all others are for whoever installs it."""
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting. `value`: as .env would say it, "" where it says nothing; `is_secret`: the value is not shown, only
    whether there is one; `language`: of the meaning."""

    name: str
    value: str
    meaning: str
    is_secret: bool
    is_chosen: bool
    language: str


class InstallationPages:
    """Nothing is changed here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route("/settings/languages", self.languages, methods=["GET"])
        router.add_api_route("/settings/values", self.values, methods=["GET"])
        router.add_api_route("/settings/rights", self.rights, methods=["GET"])

    def languages(self, request: Request, viewer: Administers) -> Response:
        office = self._desk.office
        offered = office.settings.offered(office.library.offered())
        return self._desk.show(
            request, viewer, "settings/languages.html", found=coverage(office.library), offered=offered
        )

    def values(self, request: Request, viewer: Administers) -> Response:
        groups = {name: list(group) for name, group in grouped(self._desk.office.settings, viewer)}
        return self._desk.show(request, viewer, "settings/values.html", groups=groups, session_days=sessions.KEPT.days)

    def rights(self, request: Request, viewer: Administers) -> Response:
        may = {role.value: {right.value for right in rights} for role, rights in MAY.items()}
        rights = [right.value for right in Right]
        return self._desk.show(request, viewer, "settings/rights.html", can=may, rights=rights, roles=list(Role))


def grouped(settings: Settings, viewer: Viewer) -> Iterator[tuple[str, Iterator[Shown]]]:
    """Group → its settings."""
    named = {name for group in GROUPS.values() for name in group}
    others = [name for name in Settings.model_fields if name not in named]
    for group, names in (*GROUPS.items(), (OTHERS, others)):
        yield group, (_shown(settings, name, viewer) for name in names)


def _shown(settings: Settings, name: str, viewer: Viewer) -> Shown:
    value, field = getattr(settings, name), Settings.model_fields[name]
    is_secret = name in SECRETS or isinstance(value, SecretStr) or not field.repr
    english = field.description or ""
    meaning = viewer.words.refusal(english)
    return Shown(
        PREFIX + name.upper(),
        "" if is_secret else _as_text(value),
        meaning,
        is_secret,
        bool(value) if is_secret else name in settings.model_fields_set,
        "en" if meaning == english else viewer.language,
    )


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
