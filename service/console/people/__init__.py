"""People: found, opened, corrected, registered; two files that are one person's."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.people import contact, duplicates, editing, file, finding, home


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages of people. Addresses of their own come before that of one person."""
    for pages in (finding, duplicates, file, editing, home, contact):
        pages.add_to(router, desk)
