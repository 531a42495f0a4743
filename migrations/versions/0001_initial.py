"""The first tables: people, phones, kits, visits, cases, conversations, the outbox.

Revision: 0001, the first. Personal columns are sealed bytes from here on; statuses are plain strings.
"""

from collections.abc import Sequence
from itertools import chain
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Parts = list[sa.Column[object] | sa.ForeignKeyConstraint]

TABLES = (
    "place household person consent name_token phone person_phone opt_out staff audit_event journey_version "
    "vault_check conversation business_type kit kit_item business business_member delivery delivery_item "
    "receipt receipt_item visit visit_item case case_event sensitive_case facility referral care "
    "message message_attempt"
).split()
"""In the order in which they are made."""


def _text(*names: str, null: bool = False) -> Parts:
    return [sa.Column(name, sa.String(), nullable=null) for name in names]


def _number(*names: str, null: bool = False) -> Parts:
    return [sa.Column(name, sa.Integer(), nullable=null) for name in names]


def _flag(*names: str, null: bool = False) -> Parts:
    return [sa.Column(name, sa.Boolean(), nullable=null) for name in names]


def _bytes(*names: str, null: bool = False) -> Parts:
    """Sealed values and keyed hashes."""
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def _moment(*names: str, null: bool = False) -> Parts:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=null) for name in names]


def _day(*names: str, null: bool = True) -> Parts:
    return [sa.Column(name, sa.Date(), nullable=null) for name in names]


def _json(*names: str) -> Parts:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]


def _id() -> Parts:
    return [sa.Column("id", sa.Uuid(), nullable=False)]


def _to(name: str, target: str, gone: str, null: bool, kind: type[sa.Uuid[UUID]] | type[sa.String]) -> Parts:
    """A reference. The table's name is put into the constraint's by `_table`."""
    return [
        sa.Column(name, kind(), nullable=null),
        sa.ForeignKeyConstraint([name], [target], name=f"fk_%s_{name}", ondelete=gone),
    ]


def _refers(name: str, target: str) -> Parts:
    """Forgotten when the target goes."""
    return _to(name, target, "SET NULL", True, sa.Uuid)


def _part_of(name: str, target: str) -> Parts:
    """Goes with the target."""
    return _to(name, target, "CASCADE", False, sa.Uuid)


def _needs(name: str, target: str) -> Parts:
    """The target cannot go."""
    return _to(name, target, "RESTRICT", False, sa.Uuid)


def _place(name: str = "place") -> Parts:
    return _to(name, "place.pcode", "RESTRICT", True, sa.String)


def _table(
    table: str,
    *groups: Parts,
    key: Sequence[str] = ("id",),
    unique: Sequence[str] = (),
    index: Sequence[str] = (),
) -> None:
    """Make a table with its constraints and indexes. `unique`, `index`: columns, several joined by "+"."""
    parts = list(chain(*groups))
    for part in parts:
        if isinstance(part, sa.ForeignKeyConstraint):
            part.name = str(part.name) % table
    singles = [sa.UniqueConstraint(*u.split("+"), name=f"uq_{table}_{u.replace('+', '_')}") for u in unique]
    op.create_table(table, *parts, sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"), *singles)
    for columns in index:
        op.create_index(f"ix_{table}_{columns.replace('+', '_')}", table, columns.split("+"))


def upgrade() -> None:
    _people()
    _phones()
    _service()
    _conversations()
    _businesses()
    _deliveries()
    _visits()
    _cases()
    _care()
    _messages()


def downgrade() -> None:
    with op.batch_alter_table("household") as batch:
        batch.drop_constraint("fk_household_head_person_id", type_="foreignkey")
    for table in reversed(TABLES):
        op.drop_table(table)


def _people() -> None:
    _table(
        "place",
        _text("pcode", "level", "name"),
        _place("parent"),
        [sa.Column("lat", sa.Float()), sa.Column("lon", sa.Float())],
        _flag("made_up"),
        key=["pcode"],
        index=["parent"],
    )
    _table(
        "household",
        _id(),
        [sa.Column("head_person_id", sa.Uuid())],
        _text("head_sex"),
        _number("size", "band_0_5", "band_6_17", "band_18_59", "band_60", null=True),
        _place(),
        index=["head_person_id", "place"],
    )
    _table(
        "person",
        _id(),
        _bytes("code_mac", "code", "name"),
        _text("sex"),
        _number("birth_year", null=True),
        _flag("head", null=True),
        _refers("household_id", "household.id"),
        _place(),
        _text("language", "status", "vulnerability", "wish", "left_on", "returned_on", "state", "origin"),
        _bytes("stayed", "collector", "guardian", null=True),
        _flag("file_complete", "made_up"),
        _moment("registered_at"),
        _moment("updated_at", null=True),
        unique=["code_mac"],
        index=["household_id", "place", "state", "registered_at"],
    )
    with op.batch_alter_table("household") as batch:  # household and person refer to each other
        batch.create_foreign_key(
            "fk_household_head_person_id", "person", ["head_person_id"], ["id"], ondelete="SET NULL"
        )
    _table(
        "consent",
        _id(),
        _part_of("person_id", "person.id"),
        _text("purpose", "channel", "version"),
        _flag("given"),
        _moment("at"),
        index=["person_id"],
    )
    _table(
        "name_token",
        _part_of("person_id", "person.id"),
        _text("kind"),
        _bytes("token"),
        key=["person_id", "kind", "token"],
        index=["token"],
    )


def _phones() -> None:
    _table(
        "phone",
        _id(),
        _bytes("number_mac", "number"),
        _text("language", "operator", "state"),
        _flag("made_up"),
        _moment("first_seen", "last_seen"),
        _number("second_fact_failures"),
        _moment("locked_until", null=True),
        unique=["number_mac"],
    )
    _table(
        "person_phone",
        _id(),
        _part_of("person_id", "person.id"),
        _part_of("phone_id", "phone.id"),
        _text("relation", "origin"),
        _moment("since"),
        _moment("until", null=True),
        unique=["person_id+phone_id"],
        index=["phone_id"],
    )
    _table(
        "opt_out",
        _id(),
        _part_of("phone_id", "phone.id"),
        _text("scope", "origin"),
        _moment("at"),
        _moment("resumed_at", null=True),
        index=["phone_id"],
    )


def _service() -> None:
    _table(
        "staff",
        _id(),
        _bytes("name"),
        _text("role", "places"),
        _bytes("phone_mac", "phone", "pin_mac", null=True),
        _number("pin_failures"),
        _moment("pin_locked_until", null=True),
        _flag("active", "made_up"),
        index=["phone_mac"],
    )
    _table(
        "audit_event",
        _id(),
        _moment("at"),
        _text("actor", "action", "subject", "subject_id", "detail"),
        index=["at", "subject+subject_id"],
    )
    _table(
        "journey_version",
        _text("digest", "journey", "source"),
        _json("texts"),
        _moment("at"),
        key=["digest"],
        index=["journey"],
    )
    _table("vault_check", [sa.Column("id", sa.Integer(), autoincrement=False)], _bytes("blob"))


def _conversations() -> None:
    _table(
        "conversation",
        _id(),
        _text("gateway", "session_id", "channel"),
        _refers("phone_id", "phone.id"),
        _bytes("phone_mac"),
        _refers("person_id", "person.id"),
        _text("language", "state"),
        _flag("draft", "sensitive"),
        _text("journey", "screen", "version"),
        _number("seen_len"),
        _bytes("seen_mac"),
        _text("turn"),
        _bytes("progress", "reply", null=True),
        _flag("reply_ends"),
        _number("hops"),
        _moment("started_at", "touched_at"),
        _moment("ended_at", null=True),
        _text("end_status"),
        _number("duration_ms", null=True),
        unique=["gateway+session_id"],
        index=["phone_mac+state", "state+touched_at", "phone_id", "person_id"],
    )


def _businesses() -> None:
    _table("business_type", _text("code"), _json("names"), _number("position"), key=["code"])
    _table("kit", _id(), _text("code"), _json("names"), _flag("made_up"), unique=["code"])
    _table(
        "kit_item",
        _id(),
        _part_of("kit_id", "kit.id"),
        _number("position", "quantity"),
        _text("code"),
        _json("names"),
        index=["kit_id"],
    )
    _table(
        "business",
        _id(),
        _to("type", "business_type.code", "RESTRICT", False, sa.String),
        _place(),
        _refers("kit_id", "kit.id"),
        _text("state"),
        _day("started_on"),
        _flag("made_up"),
        index=["type", "place", "kit_id"],
    )
    _table(
        "business_member",
        _part_of("business_id", "business.id"),
        _part_of("person_id", "person.id"),
        _text("role"),
        _moment("since"),
        key=["business_id", "person_id"],
        index=["person_id"],
    )


def _deliveries() -> None:
    _table(
        "delivery",
        _id(),
        _needs("kit_id", "kit.id"),
        _refers("person_id", "person.id"),
        _refers("business_id", "business.id"),
        _place(),
        _text("state"),
        _day("planned_on", "delivered_on"),
        _refers("recorded_by", "staff.id"),
        _flag("made_up"),
        index=["kit_id", "person_id", "business_id", "place", "state", "recorded_by"],
    )
    _table(
        "delivery_item",
        _id(),
        _part_of("delivery_id", "delivery.id"),
        _needs("kit_item_id", "kit_item.id"),
        _number("quantity"),
        index=["delivery_id", "kit_item_id"],
    )
    _table(
        "receipt",
        _id(),
        _part_of("delivery_id", "delivery.id"),
        _part_of("person_id", "person.id"),
        _refers("phone_id", "phone.id"),
        _refers("conversation_id", "conversation.id"),
        _text("overall", "asked_to_pay", "collected_by", "waited", "knew_rights", "knew_complaint", "respect"),
        _moment("at"),
        _flag("counted"),
        index=["delivery_id", "person_id", "phone_id", "conversation_id"],
    )
    _table(
        "receipt_item",
        _id(),
        _part_of("receipt_id", "receipt.id"),
        _needs("kit_item_id", "kit_item.id"),
        _text("outcome"),
        _number("count", null=True),
        index=["receipt_id", "kit_item_id"],
    )


def _visits() -> None:
    _table(
        "visit",
        _id(),
        _part_of("person_id", "person.id"),
        _refers("business_id", "business.id"),
        _refers("staff_id", "staff.id"),
        _refers("conversation_id", "conversation.id"),
        _day("due_on", "visited_on", "next_visit_on"),
        _text("state", "presence", "business_status", "reasons", "takings", "money_decision", "new_debt"),
        _bytes("problems", null=True),
        _flag("wants_call"),
        _number("born", "died", "alive", null=True),
        _text("confirmed"),
        _moment("confirmed_at", null=True),
        index=["person_id", "business_id", "staff_id", "conversation_id", "state"],
    )
    _table(
        "visit_item",
        _id(),
        _part_of("visit_id", "visit.id"),
        _needs("kit_item_id", "kit_item.id"),
        _text("outcome"),
        _number("count", null=True),
        index=["visit_id", "kit_item_id"],
    )


def _cases() -> None:
    _table(
        "case",
        _id(),
        _text("reference", "type", "topic", "criticality", "state", "closed_how", "satisfied"),
        _refers("person_id", "person.id"),
        _refers("phone_id", "phone.id"),
        _refers("delivery_id", "delivery.id"),
        _refers("visit_id", "visit.id"),
        _refers("conversation_id", "conversation.id"),
        _bytes("words", "answer", null=True),
        _moment("opened_at"),
        _moment("promised_at", "answered_at", "heard_at", "closed_at", null=True),
        _number("reopened"),
        _refers("assigned_to", "staff.id"),
        _flag("made_up"),
        unique=["reference"],
        index=["state", "person_id", "phone_id", "delivery_id", "visit_id", "conversation_id", "assigned_to"],
    )
    _table(
        "case_event",
        _id(),
        _part_of("case_id", "case.id"),
        _text("kind"),
        _moment("at"),
        _refers("staff_id", "staff.id"),
        _bytes("words", null=True),
        index=["case_id", "staff_id"],
    )
    _table(
        "sensitive_case",
        _id(),
        _bytes("words", "who", "contact", null=True),
        _place(),
        _moment("opened_at"),
        _moment("due_at", null=True),
        _text("state"),
        _flag("incomplete"),
        _refers("conversation_id", "conversation.id"),
        unique=["conversation_id"],
        index=["place", "state"],
    )


def _care() -> None:
    _table("facility", _id(), _text("kind", "name"), _place(), _flag("made_up"), index=["place"])
    _table(
        "referral",
        _id(),
        _part_of("person_id", "person.id"),
        _refers("phone_id", "phone.id"),
        _text("service", "state"),
        _refers("facility_id", "facility.id"),
        _refers("case_id", "case.id"),
        _bytes("reason", null=True),
        _part_of("consent_id", "consent.id"),
        _moment("at"),
        index=["person_id", "phone_id", "facility_id", "case_id", "consent_id", "state"],
    )
    _table(
        "care",
        _id(),
        _part_of("person_id", "person.id"),
        _needs("facility_id", "facility.id"),
        _text("kind"),
        _day("on", null=False),
        _flag("made_up"),
        index=["person_id", "facility_id"],
    )


def _messages() -> None:
    _table(
        "message",
        _id(),
        _part_of("phone_id", "phone.id"),
        _refers("person_id", "person.id"),
        _refers("case_id", "case.id"),
        _text("kind", "language", "state", "gateway", "reason"),
        _number("priority", "parts", "attempts"),
        _bytes("body"),
        _text("carrier_id", null=True),
        _moment("not_before", "created_at"),
        _moment("best_before", "sent_at", null=True),
        _flag("made_up"),
        index=["phone_id", "person_id", "case_id", "carrier_id", "state+priority+not_before"],
    )
    _table(
        "message_attempt",
        _id(),
        _part_of("message_id", "message.id"),
        _text("worker", "state", "reason"),
        _moment("until", "at"),
        _text("carrier_id", null=True),
        index=["message_id", "carrier_id", "state+until"],
    )
