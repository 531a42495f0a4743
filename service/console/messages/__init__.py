"""Messages: the SMS that came in, campaigns composed and watched, texts in doubt, phones that said STOP."""

from fastapi import APIRouter

from service.console.desk import Desk
from service.console.messages import campaigns, compose, drafts, inbox, progress, single, stops, uncertain
from service.console.messages.background import Background
from service.console.messages.counted import Counting
from service.console.messages.standings import Standings


def add_to(router: APIRouter, desk: Desk) -> None:
    """The pages of messages, with the threads and the counts that they share."""
    background, counting = Background(desk.office), Counting(desk.now)
    standings = Standings(desk, counting)
    inbox.add_to(router, desk)
    single.add_to(router, desk)
    compose.add_to(router, desk, background, counting)
    drafts.add_to(router, desk, background)
    progress.add_to(router, desk, standings)
    campaigns.add_to(router, desk, background, standings, counting)
    uncertain.add_to(router, desk)
    stops.add_to(router, desk, counting)
