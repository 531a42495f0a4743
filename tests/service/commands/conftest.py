"""An installation on SQLite with a few people, as the commands of the office find it by the environment."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows.library import packaged
from service.database import make_engine, writing
from service.keys import new_keys, write_keys
from service.models.staff import Role
from service.settings import read_settings
from service.vault import open_vault
from tests.service.commands.office import ADMINISTRATOR
from tests.service.programme.campaigns.camp import MALITEL, ORANGE, Camp, Somebody
from tests.service.programme.world import AGENT, OUMAR, World


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_template: Path) -> Iterator[Engine]:
    """An installation on SQLite, with its own keys, that the command finds by the environment."""
    write_keys(tmp_path / "keys.json", new_keys())
    shutil.copyfile(sqlite_template, tmp_path / "retour.db")
    url = f"sqlite:///{tmp_path / 'retour.db'}"
    monkeypatch.chdir(tmp_path)
    settings = {"DATABASE_URL": url, "KEYS_FILE": str(tmp_path / "keys.json"), "CAMPAIGN_APPROVE_ABOVE": "3"}
    for name, value in settings.items():
        monkeypatch.setenv(f"RETOUR_{name}", value)
    monkeypatch.setenv("RETOUR_SMS_PRICES", "2026-01-01 +223 20, 2026-01-01 +2237 15.5")
    monkeypatch.setenv("COLUMNS", "200")
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def people(engine: Engine) -> list[Somebody]:
    """A programme officer, an administrator, an agent; Aminata on Orange and Fanta on Malitel."""
    settings = read_settings()
    vault = open_vault(settings, engine)
    with writing(engine) as db:
        world = World(db, vault, settings, packaged(), now=datetime.now(UTC))
        world.furnish()
        world.staff(Role.PROGRAMME_OFFICER, OUMAR)
        world.staff(Role.ADMINISTRATOR, ADMINISTRATOR)
        world.staff(Role.FIELD_AGENT, AGENT)
        camp = Camp(world)
        return [
            camp.person("Aminata Traoré", ORANGE, sex="female", place="ML050605"),
            camp.person("Fanta Coulibaly", MALITEL, sex="male"),
        ]
