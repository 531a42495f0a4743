"""What a command of the programme's office works with: an installation as it stands, opened for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from flows.library import Library, packaged
from service.commands.opened import installation
from service.conversations.surroundings import Surroundings
from service.conversations.versions import Versions
from service.programme.context import Context
from service.programme.places import Atlas
from service.settings import Settings
from service.units import Transact, transacting
from service.vault import Vault

COMMAND = "command"
"""The channel of what is done by a command."""


@dataclass(frozen=True)
class Office:
    """One installation, for one command."""

    settings: Settings
    engine: Engine
    vault: Vault
    library: Library
    around: Surroundings
    transact: Transact

    def inside(self, db: Connection) -> Context:
        """The context of a transaction."""
        return self.around.outside(db, datetime.now(UTC), COMMAND)

    def moment(self, local: str) -> datetime | None:
        """« 2026-12-01 09:00 » by the programme's clock, in UTC; None for "". Raises ValueError in plain words."""
        if not local.strip():
            return None
        try:
            return (
                datetime.fromisoformat(local.strip()).replace(tzinfo=ZoneInfo(self.settings.timezone)).astimezone(UTC)
            )
        except ValueError:
            raise ValueError(f"{local!r} is no day and time: write it as 2026-12-01 09:00.") from None


@contextmanager
def office() -> Iterator[Office]:
    """Opened and closed."""
    with installation() as (settings, engine, vault):
        library, atlas = packaged(), Atlas()
        with engine.connect() as db:
            atlas.refresh(db)
        offered = settings.offered(library.offered())
        around = Surroundings(vault, settings, Versions(library), atlas, ZoneInfo(settings.timezone), offered)
        yield Office(settings, engine, vault, library, around, transacting(engine))
