"""Silence as a work list: counted, listed, handed to an agent, settled, printed."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.silence import hands, pages


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages of silence. Addresses of their own come before that of a kind."""
    for one in (hands, pages):
        one.add_to(router, desk)
