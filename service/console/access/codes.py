"""`/account/second-factor`: one-time codes are set up, turned off, and their recovery codes made anew."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from collections.abc import Sequence

import segno
from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.access.account import not_shown
from service.console.desk import Desk
from service.console.forms import Typed
from service.console.stopping import Stop
from service.console.viewers import SignedIn, Viewer
from service.programme.access import accounts, second_factor
from service.programme.access.accounts import Account
from service.programme.access.second_factor import SecondFactorError
from service.programme.access.signing_in import SigningIn
from service.vault import VaultError

_PENDING = "staff.totp_pending"
"""The label under which a secret travels with its form: nothing is kept of it before a first code was typed."""
_SCALE, _GROUP = 5, 4
HERE = "/account/second-factor"


class CodePages:
    """Everybody's own codes."""

    def __init__(self, desk: Desk, signing_in: SigningIn) -> None:
        self._desk, self._signing_in = desk, signing_in

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route(HERE, self.page, methods=["GET"])
        router.add_api_route(HERE, self.turn_on, methods=["POST"])
        router.add_api_route(f"{HERE}/codes", self.new_codes, methods=["POST"])
        router.add_api_route(f"{HERE}/off", self.turn_off, methods=["POST"])

    def page(self, request: Request, viewer: SignedIn) -> Response:
        account = self._account(viewer)
        if not account.has_codes:
            return self._set_up(request, viewer, account, second_factor.new_secret())
        return self._are_on(request, viewer)

    def turn_on(self, request: Request, viewer: SignedIn, form: Typed) -> Response:
        account, secret = self._account(viewer), self._opened(viewer, form["secret"])
        if account.has_codes or not secret:
            return self._desk.go(request, HERE)
        vault, now = self._desk.office.vault, self._desk.now()

        def act(db: Connection) -> Sequence[str]:
            return second_factor.turn_on(db, vault, viewer.staff_id, secret, form["code"], now, viewer.session_id)

        try:
            codes = self._desk.write(act)
        except SecondFactorError as error:
            return self._set_up(request, viewer, account, secret, viewer.refusal(error))
        return self._desk.show(request, viewer, "access/recovery.html", codes=codes, is_new=True)

    def new_codes(self, request: Request, viewer: SignedIn, form: Typed) -> Response:
        if wrong := not_shown(self._signing_in, self._desk, viewer, form["before"]):
            return self._are_on(request, viewer, {"codes": wrong})
        if not self._account(viewer).has_codes:
            return self._desk.go(request, HERE)
        vault, now = self._desk.office.vault, self._desk.now()
        codes = self._desk.write(lambda db: second_factor.renew_codes(db, vault, viewer.staff_id, now))
        return self._desk.show(request, viewer, "access/recovery.html", codes=codes, is_new=False)

    def turn_off(self, request: Request, viewer: SignedIn, form: Typed) -> Response:
        if wrong := not_shown(self._signing_in, self._desk, viewer, form["before"]):
            return self._are_on(request, viewer, {"off": wrong})
        now = self._desk.now()
        try:
            self._desk.write(lambda db: second_factor.turn_off(db, viewer.staff_id, str(viewer.staff_id), now))
        except SecondFactorError:
            return self._desk.go(request, HERE)
        return self._desk.go(request, "/account", viewer.say("Le code n’est plus demandé."))

    def _account(self, viewer: Viewer) -> Account:
        found = self._desk.read(lambda db: accounts.of_staff(db, self._desk.office.vault, viewer.staff_id))
        if found is None:  # signed in, and left a moment ago
            raise Stop(403)
        return found

    def _set_up(self, request: Request, viewer: Viewer, account: Account, secret: str, wrong: str = "") -> Response:
        sealed = self._desk.office.vault.seal(_PENDING, viewer.staff_id, secret)
        address = second_factor.address(secret, account.login)
        picture = segno.make(address, micro=False).svg_inline(scale=_SCALE, dark="#000", light="#fff")
        return self._desk.show(
            request,
            viewer,
            "access/set_up.html",
            status=422 if wrong else 200,
            picture=Markup(picture),  # noqa: S704 segno draws it of the address's modules alone
            address=address,
            secret=" ".join(secret[i : i + _GROUP] for i in range(0, len(secret), _GROUP)),
            sealed=urlsafe_b64encode(sealed).decode(),
            wrong=wrong,
            must=bool(viewer.first),
        )

    def _are_on(self, request: Request, viewer: Viewer, wrong: dict[str, str] | None = None) -> Response:
        left = self._desk.read(lambda db: second_factor.codes_left(db, viewer.staff_id))
        must = viewer.role in self._desk.office.settings.second_factor
        return self._desk.show(
            request,
            viewer,
            "access/codes.html",
            status=422 if wrong else 200,
            left=left,
            most=second_factor.CODES,
            must=must,
            wrong=wrong or {},
        )

    def _opened(self, viewer: Viewer, sealed: str) -> str:
        """The secret that came along with the form; "" for what is none."""
        try:
            return self._desk.office.vault.open(_PENDING, viewer.staff_id, urlsafe_b64decode(sealed))
        except (NoBase64, ValueError, VaultError):
            return ""
