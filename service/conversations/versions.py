"""Journeys by their digest: a conversation in flight finishes on the version that it began with."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from flows.journey import Journey
from flows.library import Library
from flows.loader import JourneyError, load
from service.models.base import table_of
from service.models.journey import JourneyVersion

_TABLE = table_of(JourneyVersion)
MOST_KEPT = 64


class Versions:
    """Today's journeys, and those of earlier days as the database kept them."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._by_digest: dict[str, Journey] = {j.version: j for j in library.journeys.values()}

    def named(self, name: str) -> Journey:
        """Today's version. KeyError where no journey is called so."""
        return self.library.journeys[name]

    def of(self, db: Connection, digest: str) -> Journey | None:
        """The version with that digest; None when it is gone or can no longer be read."""
        if digest not in self._by_digest:
            found = self._read(db, digest)
            if found is None:
                return None
            if len(self._by_digest) >= MOST_KEPT + len(self.library.journeys):
                self._by_digest = {j.version: j for j in self.library.journeys.values()}
            self._by_digest[digest] = found
        return self._by_digest[digest]

    def _read(self, db: Connection, digest: str) -> Journey | None:
        row = db.execute(select(_TABLE).where(_TABLE.c.digest == digest)).first()
        if row is None:
            return None
        texts: Mapping[str, Mapping[str, str]] = row.texts if isinstance(row.texts, dict) else json.loads(row.texts)
        system = {key: text for key, text in texts["fr"].items() if key.startswith("text/")}
        try:
            found = load(f"{row.journey}.yaml", row.source, system, texts)
        except JourneyError:
            return None  # written for an older engine: the caller restarts politely
        return found if found.version == digest else None

    def record(self, db: Connection, now: datetime) -> None:
        """Keep today's versions, so that a later release can finish what began on them."""
        known = set(db.execute(select(_TABLE.c.digest)).scalars())
        rows = [
            {
                "digest": j.version,
                "journey": j.name,
                "source": j.source,
                "texts": {lang: dict(texts) for lang, texts in j.texts.items()},
                "at": now,
            }
            for j in self.library.journeys.values()
            if j.version not in known
        ]
        if rows:
            db.execute(_TABLE.insert(), rows)
