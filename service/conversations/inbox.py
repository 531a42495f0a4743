"""The inbox: what carriers tell us of SMS, each a unit of the writer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from service.conversations.surroundings import Surroundings
from service.conversations.texting import take
from service.gateways.port import IncomingText, SmsReport
from service.messaging.reports import take_report
from service.metrics import Metrics
from service.programme import incoming
from service.programme.journeys.passages import Passage, Passages
from service.writer import Writer


@dataclass(frozen=True)
class Inbox:
    """Takes in what comes about SMS. Thread-safe; one for the process."""

    around: Surroundings
    writer: Writer
    metrics: Metrics
    clock: Callable[[], datetime]
    passages: Passages = field(default_factory=Passages)

    async def report(self, told: SmsReport) -> None:
        """A delivery report."""

        def unit(db: Connection) -> None:
            take_report(db, self.around.vault, told, self.clock())

        await self.writer.run(unit, key=told.phone or told.carrier_id)
        self.metrics.report(told.means)

    async def incoming(self, text: IncomingText) -> None:
        """A text that somebody sent."""

        def unit(db: Connection) -> tuple[str, list[Passage]]:
            passed: list[Passage] = []
            return take(self.around, db, text, self.clock(), passed), passed

        try:
            kind, passed = await self.writer.run(unit, key=text.sender)
        except IntegrityError:
            # Another process began the conversation of this phone at the same moment: now the text goes on in it.
            kind, passed = await self.writer.run(unit, key=text.sender)
        self.metrics.incoming(kind)
        self.passages.add(self.clock().astimezone(self.around.zone).date(), passed)

    async def opt_out(self, number: str) -> None:
        """The carrier says that this number wants no more."""

        def unit(db: Connection) -> None:
            incoming.opt_out(self.around.outside(db, self.clock(), "carrier"), number)

        await self.writer.run(unit, key=number)
