"""`/settings/staff/…`: one member of staff, and what is changed about them."""

from collections.abc import Callable, Mapping
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.settings.places import as_lines, places_in
from service.console.settings.staff import LIST, a_role, handed_over, role_options
from service.console.stopping import Stop
from service.console.viewers import Administers, Viewer
from service.programme.access import accounts, members, passwords, roster, second_factor, sessions
from service.programme.access.accounts import HANDED_OVER
from service.programme.access.roster import Member

Change = Callable[[Connection, UUID, Form, str], object]
"""(database, whom, what was typed, by whom) → what is changed."""


class MemberPages:
    """One of the staff. Every change is an event of the audit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._changes: Mapping[str, Change] = {
            "name": self._name,
            "role": self._role,
            "places": self._places,
            "phone": self._phone,
            "pin": self._pin,
            "login": self._login,
            "codes-off": self._codes_off,
            "sessions": self._sessions,
            "end": self._end,
        }

    def add_to(self, router: APIRouter) -> None:
        one = f"{LIST}/{{staff_id}}"
        router.add_api_route(one, self.page, methods=["GET"])
        router.add_api_route(f"{one}/password", self.new_password, methods=["POST"])
        router.add_api_route(f"{one}/{{what}}", self.change, methods=["POST"])

    def page(self, request: Request, viewer: Administers, staff_id: UUID) -> Response:
        return self._show(request, viewer, staff_id)

    def change(self, request: Request, viewer: Administers, staff_id: UUID, what: str, form: Typed) -> Response:
        act = self._changes.get(what)
        if act is None:
            raise Stop(404)
        try:
            self._desk.write(lambda db: act(db, staff_id, form, str(viewer.staff_id)))
        except ValueError as error:
            return self._show(request, viewer, staff_id, form, viewer.refusal(error))
        return self._desk.go(request, f"{LIST}/{staff_id}", viewer.say("C’est changé."))

    def new_password(self, request: Request, viewer: Administers, staff_id: UUID) -> Response:
        vault, now, made = self._desk.office.vault, self._desk.now(), passwords.made()
        encoded, until = self._desk.passwords.hashed(made), now + HANDED_OVER
        try:
            self._desk.write(
                lambda db: accounts.set_password(db, vault, staff_id, encoded, str(viewer.staff_id), now, until=until)
            )
        except ValueError as error:
            return self._show(request, viewer, staff_id, wrong=viewer.refusal(error))
        return handed_over(self._desk, request, viewer, staff_id, made)

    def _member(self, staff_id: UUID) -> Member:
        found = self._desk.read(lambda db: roster.one(db, self._desk.office.vault, staff_id))
        if found is None:
            raise Stop(404)
        return found

    def _show(
        self, request: Request, viewer: Viewer, staff_id: UUID, typed: Form = NOTHING_TYPED, wrong: str = ""
    ) -> Response:
        member = self._member(staff_id)
        return self._desk.show(
            request,
            viewer,
            "settings/member.html",
            status=422 if wrong else 200,
            errors=[wrong] if wrong else [],
            member=member,
            typed=typed,
            places=as_lines(self._desk.places, member.places),
            roles=role_options(viewer),
        )

    # --- the changes ---

    def _name(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        members.set_name(db, self._desk.office.vault, staff_id, form["name"], by, self._desk.now())

    def _role(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        members.set_role(db, staff_id, a_role(form["role"]), by, self._desk.now())

    def _places(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        members.set_places(db, staff_id, places_in(self._desk.places, form["places"]), by, self._desk.now())

    def _phone(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        members.set_phone(db, self._desk.office.vault, staff_id, form["phone"], by, self._desk.now())

    def _pin(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        members.set_pin(db, self._desk.office.vault, staff_id, form["pin"], by, self._desk.now())

    def _login(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        accounts.name_login(db, self._desk.office.vault, staff_id, form["login"], by, self._desk.now())

    def _codes_off(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        second_factor.turn_off(db, staff_id, by, self._desk.now())

    def _sessions(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        sessions.end_all(db, staff_id, self._desk.now(), by=by)

    def _end(self, db: Connection, staff_id: UUID, form: Form, by: str) -> None:
        members.end_work(db, staff_id, by, self._desk.now())
