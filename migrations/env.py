"""How Alembic reaches the database: by the connection that service.migrating.migrate hands over, or, when the
`alembic` command is used to write a migration, by the settings."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel import AutoString

from service.database import UtcDateTime, make_engine, writing
from service.models import Row
from service.settings import read_settings


def plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Types of our own as SQLAlchemy's: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def run(db: Connection) -> None:
    """The caller's transaction is the migration's: it commits all of it, or nothing."""
    context.configure(
        connection=db,
        target_metadata=Row.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = make_engine(read_settings().database_url)
    with writing(engine) as own:
        run(own)
    engine.dispose()
