"""Who looks at a page, and what a page asks of them. Every route has one of the annotated viewers as a parameter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from service.console.stopping import GoTo, Stop
from service.console.words import Words
from service.programme.access.rights import Right, may


@dataclass(frozen=True, slots=True)
class Viewer:
    """A member of staff who has signed in. `places`: P-codes separated by spaces, "" for everywhere; `language`: of
    the pages, "fr" or "en"; `first`: where they have to go before anything else, "" for nowhere."""

    staff_id: UUID
    session_id: UUID
    name: str
    role: str
    places: str
    words: Words
    first: str = ""

    @property
    def language(self) -> str:
        return self.words.language

    def may(self, right: str) -> bool:
        return may(self.role, Right(right))

    def say(self, text: str, **values: object) -> str:
        """A sentence of the console in the viewer's language, its {fields} filled."""
        return self.words.say(text, **values)

    def label(self, kind: str, value: str) -> str:
        """What a value of an enumeration is called."""
        return self.words.label(kind, value)

    def refusal(self, error: Exception) -> str:
        """Why the programme does not do something, in the viewer's language."""
        return self.words.refusal(str(error))


class Asks:
    """A route's dependency: the viewer, if they may. None: any member of staff who has signed in."""

    def __init__(self, right: Right | None) -> None:
        self.right = right

    async def __call__(self, request: Request) -> Viewer:
        viewer: Viewer | None = await request.app.state.desk.viewer(request)
        if viewer is None:
            raise GoTo("/login")
        if viewer.first and not request.url.path.startswith(("/account", "/logout")):
            raise GoTo(viewer.first)
        if self.right is not None and not viewer.may(self.right):
            raise Stop(403)
        return viewer


class Welcomes:
    """A route's dependency for pages that nobody has to sign in for: the viewer, or None."""

    async def __call__(self, request: Request) -> Viewer | None:
        found: Viewer | None = await request.app.state.desk.viewer(request)
        return found


def asks(right: Right | None) -> Any:
    """The dependency as an annotation takes it."""
    return Depends(Asks(right))


def right_of(call: Callable[..., Any] | None) -> Right | bool | None:
    """What a dependency asks for: a right, None for a signed-in member of staff, False for anybody, True where it is
    no dependency of this kind."""
    if isinstance(call, Asks):
        return call.right
    return not isinstance(call, Welcomes)


Anybody = Annotated[Viewer | None, Depends(Welcomes())]
SignedIn = Annotated[Viewer, asks(None)]
SeesFigures = Annotated[Viewer, asks(Right.FIGURES)]
SeesPeople = Annotated[Viewer, asks(Right.PEOPLE)]
ChangesPeople = Annotated[Viewer, asks(Right.CHANGE_PEOPLE)]
SeesKits = Annotated[Viewer, asks(Right.KITS)]
ChangesKits = Annotated[Viewer, asks(Right.CHANGE_KITS)]
SeesVisits = Annotated[Viewer, asks(Right.VISITS)]
LogsVisits = Annotated[Viewer, asks(Right.LOG_VISITS)]
SeesCases = Annotated[Viewer, asks(Right.CASES)]
WorksCases = Annotated[Viewer, asks(Right.WORK_CASES)]
SeesReferrals = Annotated[Viewer, asks(Right.REFERRALS)]
SeesSensitive = Annotated[Viewer, asks(Right.SENSITIVE)]
SeesMessages = Annotated[Viewer, asks(Right.MESSAGES)]
Sends = Annotated[Viewer, asks(Right.SEND)]
SeesJourneys = Annotated[Viewer, asks(Right.JOURNEYS)]
Imports = Annotated[Viewer, asks(Right.IMPORTS)]
ExportsFull = Annotated[Viewer, asks(Right.EXPORTS_FULL)]
Administers = Annotated[Viewer, asks(Right.ADMINISTER)]
SeesAudit = Annotated[Viewer, asks(Right.AUDIT)]
