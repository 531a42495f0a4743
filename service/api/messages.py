"""The routes of single texts: one is sent, and what is uncertain is decided on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Connection, select

from service.api.answers import MessageDecided, MessageQueued, UncertainMessage, UncertainMessages
from service.api.bodies import MessageBody
from service.api.door import asks
from service.api.refusals import Missing, unechoed
from service.models.message import MessageState
from service.office import WebOffice
from service.programme import tables as t
from service.programme.campaigns.single import send_one
from service.programme.campaigns.wording import CampaignError
from service.programme.doubts import Decision, decide, in_doubt
from service.programme.tokens import Bearer, Scope

MOST_AT_ONCE = 500
Reader = Annotated[Bearer, asks(Scope.MESSAGES_READ)]
Writer = Annotated[Bearer, asks(Scope.MESSAGES_WRITE)]


class MessageRoutes:
    """The handlers."""

    def __init__(self, office: WebOffice) -> None:
        self._office = office

    def add_to(self, router: APIRouter) -> None:
        """Each route with what it answers; the scope stands at the handler."""
        router.add_api_route("/messages", self.send, methods=["POST"], status_code=201)
        router.add_api_route("/messages/uncertain", self.uncertain, methods=["GET"])
        router.add_api_route("/messages/{message_id}/resend", self.resend, methods=["POST"])
        router.add_api_route("/messages/{message_id}/give-up", self.give_up, methods=["POST"])

    async def send(self, body: MessageBody, bearer: Writer) -> MessageQueued:
        """Queue one SMS to a number, or to whoever has a card code. It goes before those of campaigns."""
        try:
            made = await self._office.write(
                lambda db: send_one(self._office.inside(db), body.to, body.text, bearer.staff_id)
            )
        except CampaignError as error:
            raise CampaignError(unechoed(error.reasons)) from None
        return MessageQueued(id=made)

    async def uncertain(self, bearer: Reader) -> UncertainMessages:
        """Texts that may have gone out, or may not: the answer of the carrier was lost, and no report has come."""
        found = await self._office.read(lambda db: list(in_doubt(db, self._office.vault, MOST_AT_ONCE + 1)))
        shown = [UncertainMessage.of(one) for one in found[:MOST_AT_ONCE]]
        return UncertainMessages(messages=shown, more=len(found) > MOST_AT_ONCE)

    async def resend(self, message_id: UUID, bearer: Writer) -> MessageDecided:
        """Send an uncertain text again. Whoever got it before gets it twice: that is the decision."""
        await self._decide(message_id, Decision.RESEND, bearer)
        return MessageDecided(id=message_id, state=MessageState.QUEUED.value)

    async def give_up(self, message_id: UUID, bearer: Writer) -> MessageDecided:
        """Leave an uncertain text unsent for good."""
        await self._decide(message_id, Decision.GIVE_UP, bearer)
        return MessageDecided(id=message_id, state=MessageState.FAILED.value)

    async def _decide(self, message_id: UUID, decision: Decision, bearer: Bearer) -> None:
        def unit(db: Connection) -> None:
            if db.scalar(select(t.message.c.id).where(t.message.c.id == message_id)) is None:
                raise Missing("There is no such message.")
            decide(db, [message_id], decision, bearer.staff_id, self._office.inside(db).now)

        await self._office.write(unit)
