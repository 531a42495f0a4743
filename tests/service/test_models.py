"""The tables: what is personal is sealed, what is plain has a reason, statuses are plain strings."""

import importlib
import inspect
import pkgutil
from enum import Enum

import pytest
from sqlalchemy import (
    Boolean,
    DateTime,
    Engine,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    Uuid,
    insert,
    select,
)
from sqlalchemy import Enum as DatabaseEnum
from sqlmodel import Session

import service.models
from service.database import UtcDateTime, writing
from service.ids import uuid7
from service.models import KitItem, Person, Phone, Row, table_of
from service.models.person import PersonState
from service.models.phone import PhoneState
from service.models.plain import PLAIN, plain_columns
from tests.service.moments import NOON

TABLES = sorted(Row.metadata.tables.values(), key=lambda table: table.name)
SEALED_BY_LAW = {
    "person": "name code stayed collector guardian",
    "phone": "number",
    "case": "words answer",
    "case_event": "words",
    "sensitive_case": "words who contact",
    "referral": "reason",
    "visit": "problems",
    "conversation": "progress reply",
    "message": "body",
    "incoming_sms": "sender words digest",
    "staff": "name phone pin_mac",
}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_bytes_or_has_a_reason_to_be_plain(table: Table) -> None:
    plain = {c.name for c in table.columns if not isinstance(c.type, LargeBinary | Uuid)}
    assert plain == plain_columns(table.name)


def test_no_reason_is_given_for_a_column_that_is_not_there() -> None:
    assert {table for tables in PLAIN.values() for table in tables} <= set(Row.metadata.tables)


def test_personal_words_are_bytes() -> None:
    for name, columns in SEALED_BY_LAW.items():
        for column in columns.split():
            assert isinstance(Row.metadata.tables[name].c[column].type, LargeBinary), f"{name}.{column}"


def test_a_sensitive_case_knows_no_person_no_phone_and_no_call() -> None:
    targets = {key.column.table.name for key in Row.metadata.tables["sensitive_case"].foreign_keys}
    assert targets == {"place", "staff"}, "staff: the focal point who works on it"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_moments_are_utc_and_no_enum_reaches_the_database(table: Table) -> None:
    for column in table.columns:
        assert not isinstance(column.type, DatabaseEnum)
        assert not isinstance(column.type, DateTime)
        if column.name == "at" or column.name.endswith("_at"):
            assert isinstance(column.type, UtcDateTime)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_references_can_be_followed_back(table: Table) -> None:
    """Each says what happens when its target goes, and has an index, so that the going is not a table scan."""
    indexed = {next(iter(index.columns)).name for index in table.indexes}
    rules = [rule for rule in table.constraints if isinstance(rule, PrimaryKeyConstraint | UniqueConstraint)]
    indexed |= {next(iter(rule.columns)).name for rule in rules}
    for key in table.foreign_keys:
        assert key.ondelete in ("CASCADE", "SET NULL", "RESTRICT")
        assert key.parent.name in indexed


def test_flags_are_never_unknown_but_where_nobody_asked() -> None:
    unknown = {f"{t.name}.{c.name}" for t in TABLES for c in t.columns if isinstance(c.type, Boolean) and c.nullable}
    assert unknown == {"person.head"}


def test_statuses_are_strings_in_lower_case() -> None:
    for module in pkgutil.iter_modules(service.models.__path__):
        members = vars(importlib.import_module(f"service.models.{module.name}")).values()
        for status in (m for m in members if inspect.isclass(m) and issubclass(m, Enum) and issubclass(m, str)):
            assert all(str(member) == member.value == member.value.lower() for member in status)


def test_a_status_goes_in_as_an_enum_and_comes_out_as_a_string(engine: Engine) -> None:
    phone = table_of(Phone)
    row = {"id": uuid7(), "number_mac": b"m", "number": b"n", "first_seen": NOON, "last_seen": NOON}
    with writing(engine) as db:
        db.execute(insert(phone), {**row, "state": PhoneState.VERIFIED})
    with engine.connect() as db:
        found = db.execute(select(phone.c.state).where(phone.c.state == PhoneState.VERIFIED)).scalar_one()
    assert type(found) is str
    assert found == PhoneState.VERIFIED


def test_the_orm_reads_and_writes_the_same_rows(engine: Engine) -> None:
    person = Person(code_mac=b"m", code=b"c", name=b"n", registered_at=NOON)
    with writing(engine) as db, Session(db) as session:
        session.add(person)
        session.flush()
    with Session(engine) as session:
        found = session.get_one(Person, person.id)
        assert (found.state, found.head, found.registered_at) == (PersonState.ACTIVE, None, NOON)


def test_names_of_kits_are_read_back_by_language(engine: Engine) -> None:
    kit, item = Row.metadata.tables["kit"], table_of(KitItem)
    with writing(engine) as db:
        db.execute(insert(kit), {"id": (one := uuid7()), "code": "farming", "names": {"fr": "Houe"}})
        db.execute(insert(item), {"kit_id": one, "code": "hoe", "names": {"fr": "Houe", "en": "Hoe"}})
    with engine.connect() as db:
        assert db.execute(select(item.c.names)).scalar_one() == {"fr": "Houe", "en": "Hoe"}
