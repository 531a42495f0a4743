"""What every page works with: the office behind it, and how a page becomes an answer."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from flows.changed import changed
from flows.places import Gazetteer
from service.console.files import Files
from service.console.tokens import FormTokens, cookie, of_language
from service.console.viewers import Viewer
from service.console.views import Clock, Views
from service.console.words import Words, words_in
from service.metrics import Metrics
from service.office import WebOffice
from service.programme.access import sessions
from service.programme.access.passwords import Passwords
from service.programme.access.sessions import Session
from service.programme.context import Context
from service.programme.places import Atlas
from service.programme.pulse.kept import Keeper
from service.writer import Unit

T = TypeVar("T")
SAID = "said"
"""The cookie with a sentence for the next page; it holds nothing of a person."""
LANGUAGE = "language"
ENROL, NEW_PASSWORD = "/account/second-factor", "/account/password"
_SOON = 60


class Desk:
    """One for the process. Its blocking calls are for handlers, which run in threads. `keeper` counts what takes longer
    than a page may."""

    def __init__(self, office: WebOffice, atlas: Atlas, clock: Clock, metrics: Metrics) -> None:
        self.office, self.now, self.metrics = office, clock, metrics
        self.zone = ZoneInfo(office.settings.timezone)
        self.files = Files()
        self.forms = FormTokens(office.vault)
        self.passwords = Passwords()
        self.keeper = Keeper(self.read, self.write, clock)
        self._atlas = atlas

    @property
    def places(self) -> Gazetteer:
        """The places as they are known at this moment."""
        return self._atlas.gazetteer

    @cached_property
    def _views(self) -> Views:
        return Views(self.zone, lambda: self.places, self.now, self.files.address)

    # --- the database ---

    def read(self, unit: Unit[T]) -> T:
        """What the unit finds; nothing that it writes is kept."""
        return self.office.read_blocking(unit)

    def write(self, unit: Unit[T]) -> T:
        """What the unit returns, once it is committed. It may run more than once."""
        return self.office.write_blocking(unit)

    def change(self, viewer: Viewer, act: Callable[[Context], T]) -> T:
        """The same for what the programme does in a context: as this member of staff."""

        def unit(db: Connection) -> T:
            return act(changed(self.office.inside(db), staff_id=viewer.staff_id, language=viewer.language))

        return self.write(unit)

    # --- who looks ---

    async def viewer(self, request: Request) -> Viewer | None:
        """Who has signed in, by their cookie; None for nobody. A request that changes something is refused before
        that, where it comes from another site (Stop)."""
        await self.forms.check(request)
        token, now = cookie(request, "session"), self.now()
        if not token:
            return None
        found = await self.office.read(
            lambda db: sessions.find(db, self.office.vault, self.office.settings, token, now)
        )
        if found is None:
            return None
        if not found.seen:
            await self.office.write(lambda db: sessions.note_seen(db, found.session_id, now))
        return self._viewer(request, found)

    def _viewer(self, request: Request, found: Session) -> Viewer:
        first = NEW_PASSWORD if found.must_change_password else ""
        if not first and found.must_have_second_factor and not found.has_second_factor:
            first = ENROL
        words = self.words(request, found.language)
        return Viewer(found.staff_id, found.session_id, found.name, found.role, found.places, words, first)

    def words(self, request: Request, theirs: str = "") -> Words:
        """The words of a page: what was chosen on this device, else what they use, else what the browser asks for."""
        return words_in(of_language(request, cookie(request, LANGUAGE), theirs))

    # --- the answer ---

    def show(
        self,
        request: Request,
        viewer: Viewer | None,
        template: str,
        *,
        block: str = "",
        status: int = 200,
        errors: Sequence[str] = (),
        **values: Any,
    ) -> Response:
        """A page, or one block of it, where htmx asked for that."""
        words = viewer.words if viewer else self.words(request)
        told = self._told(request) if not block else ""
        known = {**self._known(request, viewer), "errors": errors, "said": told, **values}
        answer = HTMLResponse(self._views.html(words.language, template, block, known), status)
        if told:
            self.forget(request, answer, SAID)
        if viewer is None:
            self.forms.hand_out(request, answer)
        return answer

    def _known(self, request: Request, viewer: Viewer | None) -> Mapping[str, Any]:
        return {
            "viewer": viewer,
            "may": viewer.may if viewer else lambda _right: False,
            "here": request.url.path,
            "now": self.now(),
            "simulator": self.office.settings.simulator,
            "form_token": lambda: self.forms.token(request),
        }

    def go(self, request: Request, where: str, said: str = "") -> Response:
        """On to another page of the console (303), which says the sentence once."""
        answer = RedirectResponse(where, 303)
        if said:
            self.keep(request, answer, SAID, urlsafe_b64encode(said.encode()).decode(), _SOON)
        return answer

    def _told(self, request: Request) -> str:
        with suppress(NoBase64, UnicodeDecodeError):
            return urlsafe_b64decode(cookie(request, SAID)).decode()
        return ""

    def keep(self, request: Request, answer: Response, name: str, value: str, seconds: int | None) -> None:
        """Set a cookie that no script reads and no other site sends. `seconds` None: until the browser is closed."""
        self.forms.keep(request, answer, name, value, seconds)

    def forget(self, request: Request, answer: Response, name: str) -> None:
        self.forms.keep(request, answer, name, "", 0)
