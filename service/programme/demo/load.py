"""Loading the demo: into an empty database only, in one transaction, so that the made-up never meets the real."""

from datetime import date

from sqlalchemy import Connection, Engine, select

from flows.library import packaged
from service.database import writing
from service.models import AuditEvent, Business, Person, table_of
from service.models.business import BusinessState
from service.programme.demo.accounts import add_accounts, demo_password
from service.programme.demo.care import add_care
from service.programme.demo.cases import Cases
from service.programme.demo.enterprises import Enterprises
from service.programme.demo.figures import in_words
from service.programme.demo.kits import add_kits
from service.programme.demo.passages import add_passages
from service.programme.demo.people import People
from service.programme.demo.phones import UNKNOWN, Phones
from service.programme.demo.receipts import add_receipts
from service.programme.demo.staff import AGENT_PIN, add_staff
from service.programme.demo.stage import Stage
from service.programme.demo.twice import add_registered_twice
from service.programme.demo.villages import add_villages
from service.programme.demo.visits import add_visits
from service.programme.places import ensure_reference, reference_gazetteer
from service.settings import Settings
from service.vault import open_vault

SEED = 2012
_ANYBODY = select(table_of(Person).c.id).limit(1)


class DemoRefused(ValueError):
    """The database holds people already. str() is fit to be shown."""


def wants_demo(settings: Settings, engine: Engine) -> bool:
    """Whether the demo belongs here: nobody is registered yet, and it was asked for, or nothing but the
    simulator on SQLite could be meant."""
    is_try = settings.simulator and settings.is_sqlite and settings.demo is not False
    if not (is_try or settings.demo):
        return False
    with engine.connect() as db:
        return _is_empty(db)


def load_demo(settings: Settings, engine: Engine, today: date, seed: int = SEED) -> str:
    """Write the demo programme as it stands on that day; what it holds, in words, counted from its rows.

    The same seed and day make the same people. DemoRefused where somebody is registered; VaultError."""
    stage, password = Stage(open_vault(settings, engine), today, seed), demo_password(settings)
    with writing(engine) as db:
        if not _is_empty(db):
            raise DemoRefused("There are people in this database: the demo goes into an empty one only.")
        fill(stage, seed)
        add_accounts(stage, password)
        add_passages(stage, packaged(), reference_gazetteer())
        ensure_reference(db)
        stage.write(db)
        return in_words(db, today, AGENT_PIN)


def fill(stage: Stage, seed: int) -> None:
    """All rows of the demo, in memory."""
    places, kits, phones = add_villages(stage), add_kits(stage), Phones(stage)
    agents = add_staff(stage, phones)
    people = People(stage, phones)
    enterprises = Enterprises(stage, places, kits, agents).all(people)
    found = add_visits(stage, enterprises)
    for row in stage.rows[Business]:
        row["state"] = found.get(row["id"], row["state"])  # type: ignore[call-overload]
        if row["state"] == BusinessState.NEVER_STARTED:
            row["started_on"] = None
    Cases(stage).all(enterprises, add_receipts(stage, enterprises))
    members = [member for enterprise in enterprises for member in enterprise.members]
    add_care(stage, people, members, places)
    add_registered_twice(stage, people, members)
    phones.stop_some()
    phones.add(1, UNKNOWN)  # nobody's, yet marked as made up before it first calls
    at = stage.at(1)
    detail = f"made up by seed {seed} as of {stage.today.isoformat()}"
    stage.add(AuditEvent, id=stage.new_id(at), at=at, actor="demo", action="loaded", subject="demo", detail=detail)


def _is_empty(db: Connection) -> bool:
    return db.execute(_ANYBODY).first() is None
