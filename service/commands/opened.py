"""An installation, opened for one command; what whoever types the command can mend is said in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from service.commands.plainly import plainly
from service.database import make_engine, writing
from service.settings import Settings, read_settings
from service.vault import Vault, open_vault


@contextmanager
def installation() -> Iterator[tuple[Settings, Engine, Vault]]:
    """Opened and closed."""
    with plainly():
        settings = read_settings()
        engine = make_engine(settings.database_url)
        try:
            yield settings, engine, open_vault(settings, engine)
        finally:
            engine.dispose()


@contextmanager
def opened() -> Iterator[tuple[Connection, Vault]]:
    """A writing transaction and the vault. Committed at the end."""
    with installation() as (_, engine, vault), writing(engine) as db:
        yield db, vault
