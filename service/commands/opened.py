"""The database of an installation, for a command: a writing transaction and the vault."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from service.commands.plainly import plainly
from service.database import make_engine, writing
from service.settings import read_settings
from service.vault import Vault, open_vault


@contextmanager
def opened() -> Iterator[tuple[Connection, Vault]]:
    """Committed at the end; what whoever types the command can mend is said in one line."""
    with plainly():
        settings = read_settings()
        engine = make_engine(settings.database_url)
        try:
            vault = open_vault(settings, engine)
            with writing(engine) as db:
                yield db, vault
        finally:
            engine.dispose()
