"""Cases: the board by clock, one case with its thread, and what is done with it."""

from fastapi import APIRouter

from service.console.cases.board import BoardPages
from service.console.cases.one import CasePages
from service.console.cases.opening import OpeningPages
from service.console.desk import Desk


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages below /cases."""
    board, opening, one = BoardPages(desk), OpeningPages(desk), CasePages(desk)
    router.add_api_route("/cases", board.show, methods=["GET"])
    router.add_api_route("/cases/new", opening.ask, methods=["GET"])
    router.add_api_route("/cases/new", opening.open, methods=["POST"])
    router.add_api_route("/cases/{case_id}", one.show, methods=["GET"])
    router.add_api_route("/cases/{case_id}/telephone", one.telephone, methods=["POST"])
    router.add_api_route("/cases/{case_id}/{action}", one.act, methods=["POST"])
