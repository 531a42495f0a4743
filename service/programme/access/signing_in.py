"""Signing in: a name and a password, then a code where one is asked for. Reads, compares outside of any transaction,
writes what came of it."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, select

from flows.spelling import folded
from service.programme import audit
from service.programme import tables as t
from service.programme.access import accounts, lockout, second_factor, sessions
from service.programme.access.accounts import Account
from service.programme.access.lockout import Counter
from service.programme.access.passwords import Passwords
from service.programme.labels import BROWSER
from service.settings import Settings
from service.units import Transact
from service.vault import Vault, VaultError

TICKET = timedelta(minutes=10)
"""How long the code may take after the password."""
_TICKET = "sign_in.ticket"
_ID_BYTES = 16
_s = t.staff_session


@dataclass(frozen=True, slots=True)
class From:
    """Where somebody signs in. `address`: of the network; `browser`: what the device's own cookie holds, "" for a new
    one; `device`: plain words for the eye."""

    address: str
    browser: str
    device: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token`: for the cookie, shown this once."""

    staff_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class AsksCode:
    """The password is right; a code is asked for. `ticket`: to be shown with it."""

    ticket: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not right, and no word on what was not."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many failures. `until`: when a try counts again."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Expired:
    """The code came too late, or the password was changed meanwhile: begin again."""


Outcome = SignedIn | AsksCode | Refused | Locked | Expired


class SigningIn:
    """How one installation lets its staff in. `read` and `write` run a unit of work. Raises what they do, and Busy."""

    def __init__(self, vault: Vault, settings: Settings, passwords: Passwords, read: Transact, write: Transact) -> None:
        self._vault, self._settings, self._passwords = vault, settings, passwords
        self._read, self._write = read, write

    def by_password(self, login: str, password: str, source: From, now: datetime) -> Outcome:
        """The first step, and the only one where no codes are on."""
        account, counters, until = self._read(lambda db: self._look(db, login, source, now))
        if until is not None:
            return Locked(until)
        encoded = account.encoded if account is not None and account.is_open(now) else ""
        if not self._passwords.is_right(encoded, password) or account is None:
            whose = account.staff_id if account is not None else None
            return self._write(lambda db: self._failed(db, counters, now, whose))
        renewed = self._passwords.hashed(password) if self._passwords.is_old(account.encoded) else ""
        return self._write(lambda db: self._knows_password(db, account, renewed, counters, source, now))

    def by_code(self, ticket: str, code: str, source: From, now: datetime) -> Outcome:
        """The second step: a one-time code, or a recovery code."""
        return self._write(lambda db: self._check_code(db, ticket, code, source, now))

    def again(self, staff_id: UUID, password: str, now: datetime) -> Refused | Locked | None:
        """Whoever is signed in shows that they know their password; None: they do."""
        counters = lockout.by_session(self._vault, staff_id)

        def look(db: Connection) -> tuple[Account | None, datetime | None]:
            return accounts.of_staff(db, self._vault, staff_id), lockout.locked_until(db, counters, now)

        account, until = self._read(look)
        if until is not None:
            return Locked(until)
        if self._passwords.is_right(account.encoded if account else "", password):
            return None
        return self._write(lambda db: self._failed(db, counters, now, staff_id))

    def _look(
        self, db: Connection, login: str, source: From, now: datetime
    ) -> tuple[Account | None, Sequence[Counter], datetime | None]:
        account = accounts.by_login(db, self._vault, login) if len(login) <= accounts.LONGEST else None
        if account is not None and self._is_known(db, account.staff_id, source.browser):
            counters = lockout.by_known_device(self._vault, account.staff_id, source.browser)
        else:
            counters = lockout.by_stranger(self._vault, folded(login[: accounts.LONGEST]), source.address)
        return account, counters, lockout.locked_until(db, counters, now)

    def _is_known(self, db: Connection, staff_id: UUID, browser: str) -> bool:
        """Whether they signed in from that device before."""
        if not browser:
            return False
        mac = self._vault.index(BROWSER, browser)
        return db.execute(select(_s.c.id).where(_s.c.staff_id == staff_id, _s.c.browser_mac == mac)).first() is not None

    def _knows_password(
        self, db: Connection, known: Account, renewed: str, counters: Sequence[Counter], source: From, now: datetime
    ) -> Outcome:
        """Let in, or ask for the code; by what counts now: guesses go on meanwhile, and passwords are changed."""
        until = lockout.locked_until(db, counters, now)
        if until is not None:
            return Locked(until)
        if renewed:
            accounts.renew_hash(db, self._vault, known.staff_id, known, renewed)
        account = accounts.of_staff(db, self._vault, known.staff_id)
        if account is None or account.encoded not in (known.encoded, renewed):
            return Refused()
        lockout.succeeded(db, counters)
        return (
            AsksCode(self._ticket(account, now)) if account.has_codes else self._begin(db, known.staff_id, source, now)
        )

    def _failed(
        self, db: Connection, counters: Sequence[Counter], now: datetime, staff_id: UUID | None
    ) -> Refused | Locked:
        lockout.failed(db, counters, now, staff_id)
        until = lockout.locked_until(db, counters, now)
        return Refused() if until is None else Locked(until)

    def _begin(self, db: Connection, staff_id: UUID, source: From, now: datetime) -> SignedIn:
        token = sessions.begin(db, self._vault, self._settings, staff_id, source.device, now, source.browser)
        audit.add(db, now, str(staff_id), "signed in", "staff", staff_id, source.device)
        return SignedIn(staff_id, token)

    def _check_code(self, db: Connection, ticket: str, code: str, source: From, now: datetime) -> Outcome:
        account = self._of_ticket(db, ticket, now)
        if account is None:
            return Expired()
        counters = lockout.by_code(self._vault, account.staff_id)
        until = lockout.locked_until(db, counters, now)
        if until is not None:
            return Locked(until)
        if not second_factor.take(db, self._vault, account.staff_id, code, now):
            return self._failed(db, counters, now, account.staff_id)
        lockout.succeeded(db, counters)
        return self._begin(db, account.staff_id, source, now)

    def _ticket(self, account: Account, now: datetime) -> str:
        """Says who knew the password, until when; a new password makes it worthless."""
        text = f"{int((now + TICKET).timestamp())} {_print(account)}"
        sealed = self._vault.seal(_TICKET, account.staff_id, text)
        return urlsafe_b64encode(account.staff_id.bytes + sealed).decode()

    def _of_ticket(self, db: Connection, ticket: str, now: datetime) -> Account | None:
        try:
            both = urlsafe_b64decode(ticket)
            staff_id = UUID(bytes=both[:_ID_BYTES])
            until, known = self._vault.open(_TICKET, staff_id, both[_ID_BYTES:]).split()
        except (NoBase64, ValueError, VaultError):
            return None
        account = accounts.of_staff(db, self._vault, staff_id)
        if account is None or now.timestamp() >= int(until) or not hmac.compare_digest(_print(account), known):
            return None
        return account


def _print(account: Account) -> str:
    return sha256(account.encoded.encode()).hexdigest()
