"""`/account`: who one is, in which language, with which password, and where one is signed in."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import LANGUAGE, Desk
from service.console.forms import Typed
from service.console.language import YEAR
from service.console.stopping import Stop
from service.console.viewers import SignedIn, Viewer
from service.console.words import words_in
from service.programme.access import accounts, passwords, second_factor, sessions
from service.programme.access.passwords import PasswordError
from service.programme.access.signing_in import Locked, Refused, SigningIn
from service.programme.staff import StaffError


class AccountPages:
    """Everybody's own."""

    def __init__(self, desk: Desk, signing_in: SigningIn) -> None:
        self._desk, self._signing_in = desk, signing_in

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route("/account", self.account, methods=["GET"])
        router.add_api_route("/account/language", self.choose_language, methods=["POST"])
        router.add_api_route("/account/password", self.password, methods=["GET"])
        router.add_api_route("/account/password", self.set_password, methods=["POST"])
        router.add_api_route("/account/sessions/end", self.end_others, methods=["POST"])
        router.add_api_route("/account/sessions/{session_id}/end", self.end_one, methods=["POST"])

    def account(self, request: Request, viewer: SignedIn) -> Response:
        office, now = self._desk.office, self._desk.now()

        def look(db: Connection) -> dict[str, Any]:
            return {
                "account": accounts.of_staff(db, office.vault, viewer.staff_id),
                "devices": list(sessions.devices(db, office.settings, viewer.staff_id, now)),
                "codes_left": second_factor.codes_left(db, viewer.staff_id),
            }

        return self._desk.show(request, viewer, "access/account.html", **self._desk.read(look))

    def choose_language(self, request: Request, viewer: SignedIn, form: Typed) -> Response:
        try:
            self._desk.write(lambda db: accounts.choose_language(db, viewer.staff_id, form["language"]))
        except StaffError as error:
            raise Stop(422, viewer.refusal(error)) from None
        answer = self._desk.go(request, "/account", words_in(form["language"]).say("La langue est choisie."))
        self._desk.keep(request, answer, LANGUAGE, form["language"], YEAR)
        return answer

    def password(self, request: Request, viewer: SignedIn) -> Response:
        return self._desk.show(request, viewer, "access/password.html", faults={})

    def set_password(self, request: Request, viewer: SignedIn, form: Typed) -> Response:
        faults = self._faults(viewer, form["before"], form["password"], form["again"])
        if faults:
            return self._desk.show(request, viewer, "access/password.html", status=422, faults=faults)
        office, now = self._desk.office, self._desk.now()
        encoded = self._desk.passwords.hashed(form["password"])
        self._desk.write(
            lambda db: accounts.set_password(
                db, office.vault, viewer.staff_id, encoded, str(viewer.staff_id), now, here=viewer.session_id
            )
        )
        return self._desk.go(request, "/account", viewer.say("Le nouveau mot de passe compte dès maintenant."))

    def _faults(self, viewer: Viewer, before: str, password: str, again: str) -> dict[str, str]:
        """Field → what is wrong with it."""
        if wrong := not_shown(self._signing_in, self._desk, viewer, before):
            return {"before": wrong}
        account = self._desk.read(lambda db: accounts.of_staff(db, self._desk.office.vault, viewer.staff_id))
        try:
            passwords.check(password, viewer.name, account.login if account else "")
        except PasswordError as error:
            return {"password": viewer.refusal(error)}
        if password == before:
            return {"password": viewer.say("C’est le même qu’avant.")}
        return {} if password == again else {"again": viewer.say("Ce n’est pas le même.")}

    def end_one(self, request: Request, viewer: SignedIn, session_id: UUID) -> Response:
        now = self._desk.now()
        self._desk.write(lambda db: sessions.end(db, session_id, now, viewer.staff_id))
        return self._desk.go(request, "/account", viewer.say("Cet appareil est sorti."))

    def end_others(self, request: Request, viewer: SignedIn) -> Response:
        now, staff_id = self._desk.now(), viewer.staff_id
        self._desk.write(lambda db: sessions.end_all(db, staff_id, now, viewer.session_id, str(staff_id)))
        return self._desk.go(request, "/account", viewer.say("Tous les autres appareils sont sortis."))


def not_shown(signing_in: SigningIn, desk: Desk, viewer: Viewer, password: str) -> str:
    """Why somebody who is signed in has not shown their password; "" where they have."""
    found = signing_in.again(viewer.staff_id, password, desk.now())
    if isinstance(found, Locked):
        hour = f"{found.until.astimezone(desk.zone):%H:%M}"
        return viewer.say("Trop d’essais. Essayez encore à {hour}.", hour=hour)
    return viewer.say("Ce n’est pas votre mot de passe.") if isinstance(found, Refused) else ""
