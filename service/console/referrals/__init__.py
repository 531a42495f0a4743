"""Referrals: to a health centre, to somebody to talk to, to the specialised structure; each on a consent of its own."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.referrals.pages import ReferralPages


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages below /referrals."""
    pages = ReferralPages(desk)
    router.add_api_route("/referrals", pages.all, methods=["GET"])
    router.add_api_route("/referrals/facilities", pages.facilities, methods=["GET"])
    router.add_api_route("/referrals/{referral_id}", pages.one, methods=["GET"])
    router.add_api_route("/referrals/{referral_id}/{action}", pages.act, methods=["POST"])
