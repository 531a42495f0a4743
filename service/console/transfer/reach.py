"""How an import or export reaches the database from here: what it writes goes through the writer, in steps; and how a
page looks on."""

from starlette.responses import Response

from service.console.desk import Desk
from service.programme.transfer.taking import Access
from service.programme.transfer.works import Work


def access(desk: Desk) -> Access:
    return Access(desk.read, desk.write, desk.office.inside)


def looked_on(answer: Response, work: Work | None) -> Response:
    """How far a work is, for a page that asks again and again: when it is over, the page is loaded anew."""
    if work is None or work.is_over:
        answer.headers["HX-Refresh"] = "true"
    return answer
