"""Kits: planned and brought, what the returnees say that came, what is in each, and samples that check it."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.kits import catalogue, delivery, distributions, planning, receipts, recording, verification


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages of kits."""
    for pages in (distributions, planning, receipts, delivery, recording, catalogue, verification):
        pages.add_to(router, desk)
