"""Accounts of the demo: one a role, all with one password, which the first start makes and the banner shows."""

from collections.abc import Mapping
from types import MappingProxyType

from service.models import Staff
from service.models.person import Sex
from service.models.staff import Role
from service.programme.access import passwords
from service.programme.access.accounts import login_mac
from service.programme.access.passwords import Passwords
from service.programme.demo.bulk import Columns
from service.programme.demo.names import POOLS
from service.programme.demo.stage import Stage
from service.programme.labels import STAFF_LOGIN, STAFF_NAME, STAFF_PASSWORD
from service.settings import Settings, kept

DEMO_ACCOUNTS: Mapping[Role, str] = MappingProxyType(
    {
        Role.ADMINISTRATOR: "admin",
        Role.PROGRAMME_OFFICER: "officer",
        Role.FIELD_AGENT: "agent",
        Role.FOCAL_POINT: "focal",
        Role.READER: "reader",
    }
)
"""Role → the name that the first of its staff signs in with. The agent is the one whose phone the simulator offers."""
PASSWORD_FILE = "demo_password"  # noqa: S105 a file's name
_SINCE = 720


def demo_password(settings: Settings) -> str:
    """The one password of all accounts of this installation's demo."""
    return kept(settings, PASSWORD_FILE, passwords.made)


def add_accounts(stage: Stage, password: str) -> None:
    """Give them names and the password; who has no phone, an administrator and a reader, is added."""
    encoded = Passwords().hashed(password)
    first = {row["role"]: row for row in reversed(stage.rows[Staff])}
    for role, login in DEMO_ACCOUNTS.items():
        row = first.get(role.value) or _hired(stage, role)
        row.update(
            login_mac=login_mac(stage.vault, login),
            login=stage.vault.seal(STAFF_LOGIN, row["id"], login),  # type: ignore[arg-type]
            password=stage.vault.seal(STAFF_PASSWORD, row["id"], encoded),  # type: ignore[arg-type]
        )


def _hired(stage: Stage, role: Role) -> Columns:
    staff_id, chance = stage.new_id(stage.at(_SINCE)), stage.chance(f"account {role}")
    name = POOLS[chance.choice(sorted(POOLS))].name(chance.choice((Sex.FEMALE, Sex.MALE)), chance)
    stage.add(Staff, id=staff_id, name=stage.seal(STAFF_NAME, staff_id, name), role=role.value, made_up=True)
    return stage.rows[Staff][-1]
