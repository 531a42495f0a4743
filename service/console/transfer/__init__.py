"""Lists taken in and given out: looked at whole, written in steps, taken back; without names unless one may."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.transfer import exports, imports, jobs


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages of lists."""
    for pages in (jobs, imports, exports):
        pages.add_to(router, desk)
