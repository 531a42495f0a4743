"""What an administrator sets: staff, and keys of the interface for programs; and what is set elsewhere, to read."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.settings.gateways import GatewayPages
from service.console.settings.installation import InstallationPages
from service.console.settings.keys import KeyPages
from service.console.settings.member import MemberPages
from service.console.settings.staff import StaffPages


def add_to(router: APIRouter, desk: Desk) -> None:
    for pages in (StaffPages, MemberPages, GatewayPages, KeyPages, InstallationPages):
        pages(desk).add_to(router)
