"""Signing in and out."""

import secrets
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.access.device import device_of
from service.console.desk import Desk
from service.console.forms import Form, Typed
from service.console.language import own_path
from service.console.tokens import SESSION, cookie
from service.console.viewers import Anybody, SignedIn, Viewer
from service.programme.access import sessions
from service.programme.access.signing_in import AsksCode, Expired, From, Locked, Outcome, SigningIn
from service.programme.access.signing_in import SignedIn as LetIn

BROWSER = "browser"
"""The cookie that a device is known again by; it says nothing of whoever uses it."""
_BROWSER_SECONDS = 400 * 24 * 3600
"""As long as browsers keep any cookie."""
_RANDOM_BYTES = 24
_LONGEST = 100


class Door:
    """`/login` and `/logout`. What is wrong is never said, only that something is."""

    def __init__(self, desk: Desk, signing_in: SigningIn) -> None:
        self._desk, self._signing_in = desk, signing_in

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route("/login", self.form, methods=["GET"])
        router.add_api_route("/login", self.sign_in, methods=["POST"])
        router.add_api_route("/login/code", self.begin_again, methods=["GET"])
        router.add_api_route("/login/code", self.give_code, methods=["POST"])
        router.add_api_route("/logout", self.sign_out, methods=["POST"])

    def form(self, request: Request, viewer: Anybody, next: str = "") -> Response:  # noqa: A002 the address's word
        if viewer is not None:
            return self._desk.go(request, own_path(next))
        return self._desk.show(request, None, "access/login.html", login="", next=own_path(next))

    def begin_again(self, request: Request, viewer: Anybody) -> Response:
        return self._desk.go(request, "/login")

    def sign_in(self, request: Request, viewer: Anybody, form: Typed) -> Response:
        source, now = _source(request), self._desk.now()
        outcome = self._signing_in.by_password(form["login"], form["password"], source, now)
        if isinstance(outcome, AsksCode):
            return self._ask_code(request, outcome.ticket, form)
        return self._answer(request, viewer, form, source, outcome)

    def give_code(self, request: Request, viewer: Anybody, form: Typed) -> Response:
        source, now = _source(request), self._desk.now()
        outcome = self._signing_in.by_code(form["ticket"], form["code"], source, now)
        return self._answer(request, viewer, form, source, outcome)

    def sign_out(self, request: Request, viewer: SignedIn) -> Response:
        now = self._desk.now()
        self._desk.write(lambda db: sessions.end(db, viewer.session_id, now))
        answer = self._desk.go(request, "/login", viewer.say("Vous êtes sorti."))
        self._desk.forget(request, answer, SESSION)
        return answer

    def _answer(self, request: Request, viewer: Viewer | None, form: Form, source: From, outcome: Outcome) -> Response:
        words = self._desk.words(request)
        if isinstance(outcome, LetIn):
            return self._let_in(request, viewer, form, source, outcome)
        if isinstance(outcome, Locked):
            told, status = words.say("Trop d’essais. Essayez encore à {hour}.", hour=self._hour(outcome.until)), 429
        elif isinstance(outcome, Expired):
            told, status = words.say("C’était trop long : donnez encore votre mot de passe."), 422
        elif form["ticket"]:
            told, status = words.say("Ce code n’est pas le bon, ou il a déjà servi."), 422
        else:
            told, status = words.say("Ce nom et ce mot de passe ne vont pas ensemble."), 422
        if form["ticket"] and not isinstance(outcome, Expired):
            return self._ask_code(request, form["ticket"], form, told, status)
        known = {"login": form["login"], "next": own_path(form["next"])}
        return self._desk.show(request, None, "access/login.html", status=status, errors=[told], **known)

    def _ask_code(self, request: Request, ticket: str, form: Form, told: str = "", status: int = 200) -> Response:
        known = {"ticket": ticket, "next": own_path(form["next"])}
        return self._desk.show(request, None, "access/code.html", status=status, errors=[told] if told else [], **known)

    def _let_in(self, request: Request, viewer: Viewer | None, form: Form, source: From, outcome: LetIn) -> Response:
        if viewer is not None:  # somebody was signed in here: their cookie is replaced
            now, before = self._desk.now(), viewer.session_id
            self._desk.write(lambda db: sessions.end(db, before, now))
        answer = self._desk.go(request, own_path(form["next"]))
        self._desk.keep(request, answer, SESSION, outcome.token, None)
        self._desk.keep(request, answer, BROWSER, source.browser, _BROWSER_SECONDS)
        return answer

    def _hour(self, until: datetime) -> str:
        return f"{until.astimezone(self._desk.zone):%H:%M}"


def _source(request: Request) -> From:
    """Where a request comes from. A new device gets what it is known by with the answer that lets it in."""
    browser = cookie(request, BROWSER)
    if not 0 < len(browser) <= _LONGEST:
        browser = secrets.token_urlsafe(_RANDOM_BYTES)
    address = request.client.host if request.client else ""
    return From(address, browser, device_of(request.headers.get("user-agent", "")))
