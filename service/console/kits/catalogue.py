"""/kits/catalogue: what is in each kit, and when its visits are due; changed by hand, or by a file as `retour kit load`
takes it."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Form, Typed
from service.console.kits.replanning import Replanning
from service.console.stopping import Stop
from service.console.viewers import ChangesKits, SeesKits, Viewer
from service.programme.distribution import catalogue
from service.programme.distribution.catalogue import KitLine, every_kit
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.kit_file import VISIT_DAYS, Catalogue, read_catalogue
from service.programme.distribution.kit_form import MOST_ITEMS, FormError, TypedItem, TypedKit, written

BLANK_LINES = 3
"""Lines for new items, below those that stand."""
DAYS = " ".join(map(str, VISIT_DAYS))


class CataloguePages:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._replanning = desk, Replanning(desk)

    def all(self, request: Request, viewer: SeesKits) -> Response:
        return self._list(request, viewer)

    def file(self, request: Request, viewer: ChangesKits, form: Typed) -> Response:
        content = form.upload("file")
        try:
            found = read_catalogue(form.upload_name("file") or "file", _text(content))
            new, changed = self._desk.change(viewer, lambda ctx: catalogue.load(ctx, found))
        except DistributionError as error:
            wrong = [viewer.refusal(DistributionError(line)) for line in str(error).splitlines()]
            return self._list(request, viewer, status=422, errors=wrong)
        said = viewer.say("Kits nouveaux : {new}, changés : {changed}.", new=new, changed=changed)
        return self._desk.go(request, "/kits/catalogue", said)

    def replan(self, request: Request, viewer: ChangesKits) -> Response:
        self._replanning.begin(viewer)
        return self._desk.go(request, "/kits/catalogue")

    def replanning(self, request: Request, viewer: ChangesKits) -> Response:
        """How far it is, for a page that looks on."""
        return self._list(request, viewer, block="replanning")

    def new(self, request: Request, viewer: ChangesKits) -> Response:
        return self._kit(request, viewer, None, TypedKit("", "", "", DAYS, _blanks()))

    def one(self, request: Request, viewer: SeesKits, kit_id: UUID) -> Response:
        kit = self._found(kit_id)
        return self._kit(request, viewer, kit, _as_typed(kit))

    def create(self, request: Request, viewer: ChangesKits, form: Typed) -> Response:
        typed = _typed(form, form["code"])
        if any(kit.code == typed.code.strip().lower() for kit in self._desk.read(every_kit)):
            wrong = {"code": viewer.say("Ce code est déjà celui d’un kit.")}
            return self._kit(request, viewer, None, typed, status=422, faults=wrong)
        return self._written(request, viewer, None, typed)

    def change(self, request: Request, viewer: ChangesKits, kit_id: UUID, form: Typed) -> Response:
        kit = self._found(kit_id)
        return self._written(request, viewer, kit, _typed(form, kit.code))

    def retire(self, request: Request, viewer: ChangesKits, kit_id: UUID) -> Response:
        kit = self._found(kit_id)
        try:
            still = self._desk.change(viewer, lambda ctx: catalogue.retire(ctx, kit.code))
        except DistributionError as error:
            more: dict[str, Any] = {"status": 422, "errors": [viewer.refusal(error)]}
            return self._kit(request, viewer, kit, _as_typed(kit), **more)
        said = viewer.say("Ce kit n’est plus prévu. Encore à livrer : {n}.", n=still)
        return self._desk.go(request, f"/kits/catalogue/{kit_id}", said)

    def _written(self, request: Request, viewer: Viewer, kit: KitLine | None, typed: TypedKit) -> Response:
        try:
            made = written(typed, kit)
        except FormError as error:
            wrong = {name: viewer.refusal(DistributionError(why)) for name, why in error.faults.items()}
            return self._kit(request, viewer, kit, typed, status=422, faults=wrong)
        self._desk.change(viewer, lambda ctx: catalogue.load(ctx, Catalogue({}, (made,))))
        return self._desk.go(request, "/kits/catalogue", viewer.say("Le kit est enregistré."))

    def _found(self, kit_id: UUID) -> KitLine:
        """Raises Stop."""
        found = next((kit for kit in self._desk.read(every_kit) if kit.id == kit_id), None)
        if found is None:
            raise Stop(404)
        return found

    def _list(self, request: Request, viewer: Viewer, **more: Any) -> Response:
        values = {"kits": self._desk.read(every_kit), "work": self._replanning.latest(), **more}
        return self._desk.show(request, viewer, "kits/catalogue.html", **values)

    def _kit(self, request: Request, viewer: Viewer, kit: KitLine | None, typed: TypedKit, **more: Any) -> Response:
        faults: Mapping[str, str] = more.pop("faults", {})
        if faults:
            more["errors"] = [viewer.say("Regardez ce qui est marqué plus bas.")]
        return self._desk.show(request, viewer, "kits/kit.html", kit=kit, typed=typed, faults=faults, **more)


def _text(content: bytes | None) -> str:
    """Raises DistributionError."""
    if content is None:
        raise DistributionError("Choose a file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DistributionError("That is no text file in UTF-8: save it as UTF-8.") from None


def _as_typed(kit: KitLine) -> TypedKit:
    items = [
        TypedItem(item.code, item.names.get("fr", ""), item.names.get("en", ""), str(item.quantity))
        for item in kit.items
    ]
    days = " ".join(kit.visit_days.split())
    return TypedKit(kit.code, kit.names.get("fr", ""), kit.names.get("en", ""), days, [*items, *_blanks()])


def _blanks() -> list[TypedItem]:
    return [TypedItem("", "", "", "") for _ in range(BLANK_LINES)]


def _typed(form: Form, code: str) -> TypedKit:
    return TypedKit(code, form["fr"], form["en"], form["visit_days"], list(_items(form)))


def _items(form: Form) -> Iterator[TypedItem]:
    for place in range(MOST_ITEMS):
        if f"item-{place}-fr" in form:
            yield TypedItem(*(form[f"item-{place}-{name}"] for name in ("code", "fr", "en", "quantity")))


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = CataloguePages(desk)
    router.add_api_route("/kits/catalogue", pages.all, methods=["GET"])
    router.add_api_route("/kits/catalogue/file", pages.file, methods=["POST"])
    router.add_api_route("/kits/catalogue/visits", pages.replan, methods=["POST"])
    router.add_api_route("/kits/catalogue/visits", pages.replanning, methods=["GET"])
    router.add_api_route("/kits/catalogue/new", pages.new, methods=["GET"])
    router.add_api_route("/kits/catalogue/new", pages.create, methods=["POST"])
    router.add_api_route("/kits/catalogue/{kit_id}", pages.one, methods=["GET"])
    router.add_api_route("/kits/catalogue/{kit_id}", pages.change, methods=["POST"])
    router.add_api_route("/kits/catalogue/{kit_id}/retire", pages.retire, methods=["POST"])
