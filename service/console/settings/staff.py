"""`/settings` and `/settings/staff`: everybody, and somebody new."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.settings.places import places_in
from service.console.viewers import Administers, Viewer
from service.models.staff import Role
from service.programme.access import accounts, passwords, roster
from service.programme.access.accounts import HANDED_OVER
from service.programme.staff import NewStaff, add_staff

LIST = "/settings/staff"
LEFT = "left"


class StaffPages:
    """The list, and the form for one more."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route("/settings", self.home, methods=["GET"])
        router.add_api_route(LIST, self.everybody, methods=["GET"])
        router.add_api_route(LIST, self.add, methods=["POST"])
        router.add_api_route(f"{LIST}/new", self.form, methods=["GET"])

    def home(self, request: Request, viewer: Administers) -> Response:
        return self._desk.show(request, viewer, "settings/home.html")

    def everybody(self, request: Request, viewer: Administers, who: str = "", after: str = "") -> Response:
        vault, is_left = self._desk.office.vault, who == LEFT
        found = self._desk.read(lambda db: roster.page(db, vault, active=not is_left, after=a_uuid(after)))
        more = f"{LIST}?who={LEFT if is_left else ''}&after={found.after}" if found.after else ""
        return self._desk.show(request, viewer, "settings/staff.html", found=found, is_left=is_left, more=more)

    def form(self, request: Request, viewer: Administers) -> Response:
        return self._form(request, viewer, NOTHING_TYPED)

    def add(self, request: Request, viewer: Administers, form: Typed) -> Response:
        made = passwords.made() if form["login"] else ""
        try:
            new = self._new(form)
            if form["login"]:
                accounts.checked(form["login"])
            encoded = self._desk.passwords.hashed(made) if made else ""
            staff_id = self._desk.write(lambda db: self._hire(db, viewer, new, form["login"], encoded))
        except ValueError as error:
            return self._form(request, viewer, form, viewer.refusal(error))
        if not made:
            return self._desk.go(request, f"{LIST}/{staff_id}", viewer.say("Ajouté à l’équipe."))
        return handed_over(self._desk, request, viewer, staff_id, made)

    def _new(self, form: Form) -> NewStaff:
        places = places_in(self._desk.places, form["places"]) if form["role"] == Role.FIELD_AGENT else ()
        return NewStaff(a_role(form["role"]), form["name"], form["phone"], form["pin"], places)

    def _hire(self, db: Connection, viewer: Viewer, new: NewStaff, login: str, encoded: str) -> UUID:
        vault, now, by = self._desk.office.vault, self._desk.now(), str(viewer.staff_id)
        staff_id = add_staff(db, vault, new, now, by)
        if login:
            accounts.name_login(db, vault, staff_id, login, by, now)
            accounts.set_password(db, vault, staff_id, encoded, by, now, until=now + HANDED_OVER)
        return staff_id

    def _form(self, request: Request, viewer: Viewer, typed: Form, wrong: str = "") -> Response:
        return self._desk.show(
            request,
            viewer,
            "settings/new.html",
            status=422 if wrong else 200,
            errors=[wrong] if wrong else [],
            typed=typed,
            roles=role_options(viewer),
        )


def a_role(text: str) -> Role:
    """Raises ValueError in plain words."""
    try:
        return Role(text)
    except ValueError:
        raise ValueError("Choose a role.") from None


def role_options(viewer: Viewer) -> list[tuple[str, str]]:
    """Each role and what it is called."""
    return [(role.value, viewer.label("role", role.value)) for role in Role]


def handed_over(desk: Desk, request: Request, viewer: Viewer, staff_id: UUID, password: str) -> Response:
    """A password that was made, in this answer alone: on no other page, and in no address."""
    member = desk.read(lambda db: roster.one(db, desk.office.vault, staff_id))
    return desk.show(request, viewer, "settings/handed.html", member=member, password=password, days=HANDED_OVER.days)
