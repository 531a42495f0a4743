"""Somebody with an account, and the ways in, on the world's own connection."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from argon2 import PasswordHasher

from service.models import AuditEvent
from service.models.staff import Role
from service.programme.access import accounts, second_factor
from service.programme.access.passwords import Passwords
from service.programme.access.signing_in import From, Outcome, SignedIn, SigningIn
from service.programme.staff import NewStaff, add_staff
from tests.service.programme.world import World

PASSWORD = "trois chèvres blanches"
HERE = From("196.200.1.1", "this browser", "Firefox, Android")
ELSEWHERE = From("41.73.9.9", "", "Chrome, Windows")
BY = "command line"


def quick() -> Passwords:
    """Hashes that cost nothing."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class House:
    """A world, and its door."""

    world: World
    passwords: Passwords = field(default_factory=quick)

    @property
    def door(self) -> SigningIn:
        world = self.world
        return SigningIn(
            world.vault,
            world.settings,
            self.passwords,
            lambda unit: unit(world.db),
            lambda unit: unit(world.db),
        )

    def hire(self, role: Role = Role.ADMINISTRATOR, login: str = "amina", password: str = PASSWORD) -> UUID:
        world = self.world
        staff_id = add_staff(world.db, world.vault, NewStaff(role, "Amina Cissé"), world.now)
        accounts.name_login(world.db, world.vault, staff_id, login, BY, world.now)
        self.give(staff_id, password)
        return staff_id

    def give(self, staff_id: UUID, password: str, until: datetime | None = None) -> None:
        encoded = self.passwords.hashed(password)
        accounts.set_password(self.world.db, self.world.vault, staff_id, encoded, BY, self.world.now, until=until)

    def enter(self, password: str = PASSWORD, source: From = HERE, login: str = "amina") -> Outcome:
        return self.door.by_password(login, password, source, self.world.now)

    def token(self) -> str:
        outcome = self.enter()
        assert isinstance(outcome, SignedIn), outcome
        return outcome.token

    def with_codes(self, staff_id: UUID) -> tuple[str, list[str]]:
        """The secret on their phone, and the recovery codes."""
        world, secret = self.world, second_factor.new_secret()
        codes = second_factor.turn_on(world.db, world.vault, staff_id, secret, self.code(secret), world.now)
        world.passes(minutes=1)
        return secret, list(codes)

    def code(self, secret: str, ahead: float = 0) -> str:
        return pyotp.TOTP(secret).at(self.world.now + timedelta(seconds=ahead))

    def audited(self) -> list[str]:
        return [row.action for row in self.world.rows(AuditEvent)]
