"""Accounts: the name that somebody signs in with, and the password to it. Hashing is done before, outside of any
transaction (passwords.py): what comes in here is the hash."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from flows.spelling import folded
from service.programme import audit
from service.programme import tables as t
from service.programme.access import sessions
from service.programme.labels import LOGIN, STAFF_LOGIN, STAFF_NAME, STAFF_PASSWORD
from service.programme.staff import StaffError, working_from
from service.vault import Vault

SHORTEST, LONGEST = 3, 60
HANDED_OVER = timedelta(days=3)
"""How long a password counts that somebody else made and handed over."""
LANGUAGES = ("fr", "en")
SUBJECT = "staff"


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody signs in. `encoded`: the hash of the password, "" for none; `until`: when it ends, where somebody
    else made it; `language`: of the console, "" for none chosen."""

    staff_id: UUID
    role: str
    name: str
    login: str
    encoded: str
    until: datetime | None
    has_codes: bool
    language: str
    made_up: bool

    def is_open(self, now: datetime) -> bool:
        return bool(self.encoded) and (self.until is None or now < self.until)


_s = t.staff
_READ = select(_s).where(_s.c.active, _s.c.login_mac.is_not(None))
_BY_LOGIN = _READ.where(_s.c.login_mac == bindparam("mac"))
_BY_ID = _READ.where(_s.c.id == bindparam("which"))
_SET = update(_s).where(_s.c.id == bindparam("which"), _s.c.active)


def by_login(db: Connection, vault: Vault, login: str) -> Account | None:
    """Whose name that is, however it is spelt."""
    row = db.execute(_BY_LOGIN, {"mac": login_mac(vault, login)}).first()
    return None if row is None else _account(vault, row)


def of_staff(db: Connection, vault: Vault, staff_id: UUID) -> Account | None:
    """The account of a member of staff; None where they have none or have left."""
    row = db.execute(_BY_ID, {"which": staff_id}).first()
    return None if row is None else _account(vault, row)


def all_of(db: Connection, vault: Vault) -> Iterator[Account]:
    """Every account in force, oldest first."""
    for row in db.execute(_READ.order_by(_s.c.id)):
        yield _account(vault, row)


def _account(vault: Vault, row: object) -> Account:
    told = row._mapping  # type: ignore[attr-defined]
    row_id = told["id"]
    return Account(
        row_id,
        told["role"],
        vault.open(STAFF_NAME, row_id, told["name"]),
        vault.open(STAFF_LOGIN, row_id, told["login"]),
        vault.open(STAFF_PASSWORD, row_id, told["password"]) if told["password"] else "",
        told["password_until"],
        told["totp"] is not None,
        told["language"],
        told["made_up"],
    )


def login_mac(vault: Vault, login: str) -> bytes:
    return vault.index(LOGIN, folded(login))


def name_login(db: Connection, vault: Vault, staff_id: UUID, login: str, by: str, now: datetime) -> None:
    """Give a member of staff a name to sign in with, or another one. Raises StaffError."""
    mac = login_mac(vault, checked(login))
    taken = db.execute(select(_s.c.id).where(_s.c.login_mac == mac, _s.c.id != staff_id)).first()
    if taken is not None:
        raise StaffError("Somebody signs in with this name already: choose another one.")
    named = {"login_mac": mac, "login": vault.seal(STAFF_LOGIN, staff_id, login.strip())}
    if db.execute(_SET.values(**named), {"which": staff_id}).rowcount != 1:
        raise StaffError("They are no member of staff any more.")
    audit.add(db, now, by, "sign-in name set", SUBJECT, staff_id)


def checked(login: str) -> str:
    """The name, if somebody can sign in with it. Raises StaffError."""
    if not len(folded(login)) >= SHORTEST or len(login) > LONGEST:
        raise StaffError(f"A name to sign in with has {SHORTEST} to {LONGEST} letters and figures.")
    return login


def set_password(
    db: Connection,
    vault: Vault,
    staff_id: UUID,
    encoded: str,
    by: str,
    now: datetime,
    *,
    until: datetime | None = None,
    here: UUID | None = None,
) -> None:
    """A new password counts. Every session save `here` ends. `until`: it was made for them, and has to be changed
    before that. Raises StaffError."""
    sealed = vault.seal(STAFF_PASSWORD, staff_id, encoded)
    wanted = _SET.where(_s.c.login_mac.is_not(None)).values(password=sealed, password_until=until)
    if db.execute(wanted, {"which": staff_id}).rowcount != 1:
        raise StaffError("They have no account: give them a name to sign in with first.")
    sessions.end_all(db, staff_id, now, but=here)
    audit.add(db, now, by, "password made" if until else "password set", SUBJECT, staff_id)


def renew_hash(db: Connection, vault: Vault, staff_id: UUID, before: Account, encoded: str) -> None:
    """The same password, hashed with today's parameters; not where it was changed meanwhile."""
    now_is = of_staff(db, vault, staff_id)
    if now_is is not None and now_is.encoded == before.encoded:
        db.execute(_SET.values(password=vault.seal(STAFF_PASSWORD, staff_id, encoded)), {"which": staff_id})


def choose_language(db: Connection, staff_id: UUID, language: str) -> None:
    """The language of their pages on every device. Raises StaffError."""
    if language not in LANGUAGES:
        raise StaffError("The console speaks French and English.")
    db.execute(_SET.values(language=language), {"which": staff_id})


def whose(db: Connection, vault: Vault, typed: str) -> UUID:
    """The member of staff with that name to sign in with, or else that works from that phone. Raises StaffError."""
    account = by_login(db, vault, typed)
    return account.staff_id if account is not None else working_from(db, vault, typed)
