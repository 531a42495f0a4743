"""What a handler of an effect works with: one hop's connection, and who is calling."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from flows.places import Gazetteer
from service.settings import Settings
from service.vault import Vault

Results = Mapping[str, str]
"""The words that a handler gives back for the closing screen (an effect's `results`)."""

Say = Callable[[str, str, Mapping[str, str]], str]
"""(name, language, values) → a text of flows/journeys/_texts.yaml, filled."""


@dataclass(frozen=True)
class Context:
    """One hop as the programme sees it.

    `db` is inside the hop's transaction: everything that a handler writes is committed with the reply
    or not at all. `now` is aware UTC. `person_id` is the identified caller (None: not identified, or a
    stranger on a shared phone); `staff_id` the agent that this phone belongs to. `version` is the
    digest of the journey that raised the effect.
    """

    db: Connection
    vault: Vault
    settings: Settings
    say: Say
    places: Gazetteer
    now: datetime
    channel: str
    language: str
    phone_id: UUID
    conversation_id: UUID | None
    version: str
    person_id: UUID | None = None
    staff_id: UUID | None = None
