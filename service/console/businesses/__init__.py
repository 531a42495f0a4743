"""Small businesses: listed, opened, added, corrected; who joins and who leaves."""

from fastapi import APIRouter

from service.console.businesses import changing, pages
from service.console.desk import Desk


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages of businesses. Addresses of their own come before that of one business."""
    for one in (changing, pages):
        one.add_to(router, desk)
