"""The figures as a page finds them: counted a while ago, with the moment, or just being counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from service.console.desk import Desk
from service.programme.figures import Scope
from service.programme.figures.kept import FRESH, Figures, counting, key, read

AGAIN_S = 2
"""Seconds until a page asks for itself again, while something is being counted."""


@dataclass(frozen=True, slots=True)
class Looked:
    """`figures`, `at`: None as long as they were never counted; `counting`: they are being counted (anew)."""

    figures: Figures | None
    at: datetime | None
    counting: bool


def look(desk: Desk, scope: Scope, language: str, by: Sequence[str] = ()) -> Looked:
    """The figures of a scope, in a language. `by`: the tables that are wanted."""
    places = desk.places
    kept = desk.keeper.look(key(scope), counting(scope, places), FRESH)
    if kept is None:
        return Looked(None, None, True)
    figures = desk.read(lambda db: read(db, kept.found, scope, places, language, by))
    return Looked(figures, kept.at, kept.counting)


def again(desk: Desk, scope: Scope) -> None:
    """Count them anew, whenever they were counted last."""
    desk.keeper.again(key(scope), counting(scope, desk.places))


def looks_again(answer: Response, looked: Looked) -> Response:
    """A page that is not finished asks for itself again: a header does without any script."""
    if looked.counting:
        answer.headers["Refresh"] = str(AGAIN_S)
    return answer
