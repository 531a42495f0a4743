"""`/settings/keys`: what lets another program speak to the interface."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.viewers import Administers, Viewer
from service.programme import tokens
from service.programme.tokens import Scope, TokenError

HERE = "/settings/keys"


class KeyPages:
    """The list of the keys, one more, one less."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route(HERE, self.page, methods=["GET"])
        router.add_api_route(HERE, self.make, methods=["POST"])
        router.add_api_route(f"{HERE}/{{token_id}}/end", self.end, methods=["POST"])

    def page(self, request: Request, viewer: Administers) -> Response:
        return self._show(request, viewer)

    def make(self, request: Request, viewer: Administers, form: Typed) -> Response:
        """The key stands in this answer alone."""
        vault, now = self._desk.office.vault, self._desk.now()
        scopes = [scope for scope in Scope if scope.value in form.all("scopes")]
        try:
            made = self._desk.write(lambda db: tokens.create(db, vault, form["name"], scopes, viewer.staff_id, now))
        except TokenError as error:
            return self._show(request, viewer, form, wrong=viewer.refusal(error))
        return self._show(request, viewer, made=made)

    def end(self, request: Request, viewer: Administers, token_id: UUID) -> Response:
        now = self._desk.now()
        try:
            self._desk.write(lambda db: tokens.end(db, token_id, now, str(viewer.staff_id)))
        except TokenError as error:
            return self._show(request, viewer, wrong=viewer.refusal(error))
        return self._desk.go(request, HERE, viewer.say("La clé n’ouvre plus rien."))

    def _show(
        self, request: Request, viewer: Viewer, typed: Form = NOTHING_TYPED, *, made: str = "", wrong: str = ""
    ) -> Response:
        found = self._desk.read(lambda db: list(tokens.everyone(db, self._desk.office.vault)))
        return self._desk.show(
            request,
            viewer,
            "settings/keys.html",
            status=422 if wrong else 200,
            errors=[wrong] if wrong else [],
            keys=found[::-1],
            made=made,
            typed=typed,
            scopes=[scope.value for scope in Scope],
        )
