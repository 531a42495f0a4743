"""Who may look at a report. Whoever else tries is refused like anywhere, and the audit keeps that they tried."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from service.console.desk import Desk
from service.console.stopping import Stop
from service.console.viewers import Asks, Viewer
from service.programme.access.rights import Right
from service.programme.casedesk import concerns

_NOT_THEIRS = 403


class AsksAndNotes(Asks):
    """The same question as everywhere; a refusal is written down before it is said."""

    async def __call__(self, request: Request) -> Viewer:
        try:
            return await super().__call__(request)
        except Stop as stop:
            if stop.status == _NOT_THEIRS:
                await _note(request)
            raise


async def _note(request: Request) -> None:
    desk: Desk = request.app.state.desk
    viewer = await desk.viewer(request)
    if viewer is not None:
        await run_in_threadpool(desk.change, viewer, concerns.refused)


FocalPoint = Annotated[Viewer, Depends(AsksAndNotes(Right.SENSITIVE))]
