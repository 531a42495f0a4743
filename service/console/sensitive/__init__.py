"""Reports in confidence: for focal points alone. Nothing outside of these pages counts them, or says that there are
any."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.sensitive.pages import ConcernPages


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages below /sensitive."""
    pages = ConcernPages(desk)
    router.add_api_route("/sensitive", pages.all, methods=["GET"])
    router.add_api_route("/sensitive/{report_id}", pages.one, methods=["GET"])
    router.add_api_route("/sensitive/{report_id}/{action}", pages.act, methods=["POST"])
