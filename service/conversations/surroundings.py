"""What every hop and every text shares: built once, by the composition root."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from flows.keywords import Lexicon
from service.conversations.versions import Versions
from service.programme.context import Context
from service.programme.places import Atlas
from service.settings import Settings
from service.vault import Vault

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Surroundings:
    """The parts of a process that conversations need."""

    vault: Vault
    settings: Settings
    versions: Versions
    atlas: Atlas
    zone: ZoneInfo
    offered: tuple[str, ...]

    def outside(self, db: Connection, now: datetime, channel: str) -> Context:
        """The context of what happens outside of any conversation, until it is known whom it is about."""
        say, places = self.versions.library.text, self.atlas.gazetteer
        language = self.settings.default_language
        return Context(db, self.vault, self.settings, say, places, now, channel, language, _NOBODY, None, "")

    def spoken_by(self, language: str) -> str:
        """The language that a phone is spoken to in, whose own language is this one or none."""
        return language if language in self.offered else self.settings.default_language

    @cached_property
    def lexicon(self) -> Lexicon:
        """The keywords of every language that callers are offered."""
        return Lexicon.of(self.versions.library.text, self.offered)
