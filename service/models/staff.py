"""Staff, how they sign in, and the audit trail of what they saw and did."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.models.base import Row, index_where, moment, moment_or_none, own_id, part_of


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    PROGRAMME_OFFICER = "programme_officer"
    FIELD_AGENT = "field_agent"
    FOCAL_POINT = "focal_point"
    READER = "reader"


class Staff(Row, table=True):
    """`places`: P-codes separated by spaces, "" for everywhere. `pin_mac`: a keyed hash, never the PIN.

    `login`: the name that they sign in with, sealed, found by `login_mac`; None where they have no account.
    `password`: its argon2 hash, sealed besides: who reads the database alone cannot even try words on it.
    `password_until`: somebody else chose the password; it counts until then, and has to be changed.
    `totp`: the secret of the one-time codes, sealed; `totp_step`: the last step of time whose code was taken.
    """

    id: UUID = own_id()
    name: bytes
    role: str
    phone_mac: bytes | None = Field(default=None, index=True)
    phone: bytes | None = None
    pin_mac: bytes | None = None
    pin_failures: int = 0
    pin_locked_until: datetime | None = moment_or_none()
    places: str = ""
    active: bool = True
    made_up: bool = False
    login_mac: bytes | None = Field(default=None, index=True, unique=True)
    login: bytes | None = None
    password: bytes | None = None
    password_until: datetime | None = moment_or_none()
    totp: bytes | None = None
    totp_step: int = 0
    language: str = ""
    signed_in_at: datetime | None = moment_or_none()


class StaffSession(Row, table=True):
    """Somebody signed in, on one device. `token_mac`: a keyed hash of what the cookie holds; `browser_mac`: of what
    the device is known again by; `device`: plain words for the eye, « Firefox, Android »."""

    __tablename__ = "staff_session"

    id: UUID = own_id()
    staff_id: UUID = part_of("staff.id")
    token_mac: bytes = Field(unique=True)
    browser_mac: bytes | None = None
    device: str = ""
    created_at: datetime = moment()
    seen_at: datetime = moment()
    ends_at: datetime = moment(index=True)
    ended_at: datetime | None = moment_or_none()


class RecoveryCode(Row, table=True):
    """A code for whoever has lost the phone of the one-time codes: it counts once."""

    __tablename__ = "recovery_code"

    id: UUID = own_id()
    staff_id: UUID = part_of("staff.id")
    code_mac: bytes
    used_at: datetime | None = moment_or_none()


class SignInFailure(Row, table=True):
    """Somebody could not sign in. `key_mac`: a keyed hash of whose failures are counted together."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "key_mac", "at"),)

    id: UUID = own_id()
    key_mac: bytes
    at: datetime = moment(index=True)


class AuditEvent(Row, table=True):
    """Who did what to which row. `actor`: a staff id, or the name of a part of the service; `detail` never
    holds personal data. Only ever added to, and refers to nothing, so that it outlives what it tells of."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "subject", "subject_id"),
        Index(None, "actor", "at"),
        Index(None, "action", "at"),
        index_where("ix_audit_event_alerts", "at id", "action LIKE 'alert%'"),
    )

    id: UUID = own_id()
    at: datetime = moment(index=True)
    actor: str
    action: str
    subject: str = ""
    subject_id: str = ""
    detail: str = ""
