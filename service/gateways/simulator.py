"""The SMS gateway of the simulator: it takes every text and keeps nothing; the texts stand in the outbox."""

from collections.abc import Sequence

from service.gateways.port import OutgoingSms, SmsResult

NAME = "simulator"


class SimulatorSms:
    """Accepts everything. Texts to made-up people go nowhere else, whatever the programme's carrier is."""

    name = NAME

    def send(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        return [SmsResult(text.message_id, "accepted", f"simulated-{text.message_id}", "", None) for text in texts]
