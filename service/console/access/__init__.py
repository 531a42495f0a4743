"""Signing in and out, and everybody's own account."""

from fastapi import APIRouter

from service.console.access.account import AccountPages
from service.console.access.codes import CodePages
from service.console.access.door import Door
from service.console.desk import Desk
from service.programme.access.signing_in import SigningIn


def add_to(router: APIRouter, desk: Desk) -> None:
    office = desk.office
    signing_in = SigningIn(office.vault, office.settings, desk.passwords, desk.read, desk.write)
    for pages in (Door(desk, signing_in), AccountPages(desk, signing_in), CodePages(desk, signing_in)):
        pages.add_to(router)
