"""The language of the pages, chosen on this device by whoever looks at them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import LANGUAGE, Desk
from service.console.forms import Typed
from service.console.viewers import Anybody
from service.console.words import LANGUAGES

YEAR = 365 * 24 * 3600


def add_to(router: APIRouter, desk: Desk) -> None:
    def choose(request: Request, _viewer: Anybody, form: Typed) -> Response:
        answer = desk.go(request, own_path(form["next"]))
        if form["language"] in LANGUAGES:
            desk.keep(request, answer, LANGUAGE, form["language"], YEAR)
        return answer

    router.add_api_route("/language", choose, methods=["POST"])


def own_path(where: str) -> str:
    """A path of this console that somebody may be sent to; "/" for whatever is none: « //elsewhere » is another
    site's."""
    is_ours = where.startswith("/") and not where.startswith(("//", "/\\")) and where.isprintable()
    return where if is_ours else "/"
