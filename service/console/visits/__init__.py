"""Follow-up visits: those to be made, those that were made, a map of them, and what cannot be as it was noted."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.visits import alerts, due, logging, made, mapped


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages of visits. Addresses of their own come before that of one visit."""
    for pages in (due, made, mapped, alerts, logging):
        pages.add_to(router, desk)
    due.add_one_to(router, desk)
