"""The programme in full: distributions and samples, duplicates, schedules of visits, cases that are worked on, imports,
work lists.

Revision: 0006, after 0005.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for create in (_distribution, _verification, _duplicates, _sensitive_events, _imports, _handed):
        create()
    for table, columns in _INDEXED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    for name, columns_added in _added().items():
        with op.batch_alter_table(name) as batch:
            for one in columns_added:
                batch.add_column(one)
            for column, target in _REFERENCES.get(name, {}).items():
                batch.add_column(sa.Column(column, sa.Uuid(), nullable=True))
                batch.create_foreign_key(f"fk_{name}_{column}", target, [column], ["id"], ondelete="SET NULL")
                batch.create_index(f"ix_{name}_{column}", [column])
    op.create_index("ix_visit_due_on", "visit", ["due_on"])
    op.create_index("ix_visit_state_due_on", "visit", ["state", "due_on"])
    _lighten_outbox()


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _flag(name: str, default: bool) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true() if default else sa.false())


def _maybe(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _added() -> dict[str, list[sa.Column[Any]]]:
    """Table → columns that it gets."""
    return {
        "kit": [_text("visit_days", "30 90 180"), _flag("active", True)],
        "delivery": [*_maybe(_MOMENT, "recorded_at"), _text("recorded_how"), _flag("differs", False)],
        "person": [],
        "business": _maybe(sa.LargeBinary(), "name"),
        "visit": [*_maybe(sa.Integer(), "after_days"), _text("channel"), _text("interview")],
        "case": [
            _text("coding"),
            _text("outcome"),
            sa.Column("calls_failed", sa.Integer(), nullable=False, server_default="0"),
            *_maybe(_MOMENT, "called_at", "held_until", "reminded_at"),
        ],
        "sensitive_case": [*_maybe(_MOMENT, "reminded_at", "closed_at"), _text("outcome")],
        "referral": [_text("outcome"), *_maybe(sa.Date(), "referred_on", "received_on"), *_maybe(_MOMENT, "closed_at")],
    }


_REFERENCES = {
    "delivery": {"distribution_id": "distribution"},
    "person": {"merged_into": "person"},
    "visit": {"delivery_id": "delivery"},
    "sensitive_case": {"assigned_to": "staff"},
    "referral": {"staff_id": "staff"},
}
_INDEXED = {
    "distribution": ("kit_id", "place", "state", "created_by"),
    "verification": ("created_by",),
    "verification_target": ("verification_id", "delivery_id", "place", "staff_id"),
    "duplicate": ("first_id", "second_id", "decision", "decided_by"),
    "sensitive_event": ("sensitive_case_id", "staff_id"),
    "import_mapping": ("headings",),
    "import_job": ("file_mac", "staff_id"),
    "handed": ("subject_id", "staff_id"),
}


def _table(name: str, *columns: Any) -> None:
    op.create_table(
        name, sa.Column("id", sa.Uuid(), nullable=False), *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
    )


def _must(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _key(table: str, column: str, target: str, rule: str = "SET NULL") -> list[Any]:
    """A column that refers to another table."""
    to, kind = ("pcode", sa.String()) if target == "place" else ("id", sa.Uuid())
    is_needed = rule != "SET NULL" and target != "place"
    key = sa.ForeignKeyConstraint([column], [f"{target}.{to}"], name=f"fk_{table}_{column}", ondelete=rule)
    return [sa.Column(column, kind, nullable=not is_needed), key]


def _distribution() -> None:
    _table(
        "distribution",
        *_key("distribution", "kit_id", "kit", "RESTRICT"),
        *_key("distribution", "place", "place", "RESTRICT"),
        *_must(sa.Date(), "planned_on"),
        *_must(sa.String(), "state"),
        *_key("distribution", "created_by", "staff"),
        *_must(_MOMENT, "created_at"),
        *_must(sa.Boolean(), "made_up"),
    )


def _verification() -> None:
    _table(
        "verification",
        *_must(sa.String(), "name"),
        *_must(sa.Integer(), "seed", "population", "size"),
        *_must(sa.Float(), "confidence", "margin", "expected"),
        *_key("verification", "created_by", "staff"),
        *_must(_MOMENT, "created_at"),
    )
    _table(
        "verification_target",
        *_key("verification_target", "verification_id", "verification", "CASCADE"),
        *_key("verification_target", "delivery_id", "delivery", "CASCADE"),
        *_key("verification_target", "place", "place", "RESTRICT"),
        *_must(sa.String(), "outcome"),
        *_must(sa.Integer(), "tries"),
        *_key("verification_target", "staff_id", "staff"),
        *_maybe(_MOMENT, "at"),
    )


def _duplicates() -> None:
    _table(
        "duplicate",
        *_key("duplicate", "first_id", "person", "CASCADE"),
        *_key("duplicate", "second_id", "person", "CASCADE"),
        *_must(sa.Integer(), "score"),
        *_must(sa.String(), "why", "decision"),
        *_key("duplicate", "decided_by", "staff"),
        *_must(_MOMENT, "proposed_at"),
        *_maybe(_MOMENT, "decided_at"),
        sa.UniqueConstraint("first_id", "second_id", name="uq_duplicate_first_id_second_id"),
    )


def _sensitive_events() -> None:
    _table(
        "sensitive_event",
        *_key("sensitive_event", "sensitive_case_id", "sensitive_case", "CASCADE"),
        *_must(sa.String(), "kind"),
        *_must(_MOMENT, "at"),
        *_key("sensitive_event", "staff_id", "staff"),
        *_maybe(sa.LargeBinary(), "words"),
    )


def _imports() -> None:
    _table(
        "import_mapping",
        *_must(sa.String(), "kind", "headings"),
        *_must(sa.JSON(), "columns"),
        *_must(_MOMENT, "used_at"),
    )
    _table(
        "import_job",
        *_must(sa.String(), "kind", "state"),
        *_must(sa.LargeBinary(), "file_mac"),
        *_must(sa.Integer(), "rows", "done", "skipped"),
        *_key("import_job", "staff_id", "staff"),
        *_must(_MOMENT, "created_at"),
        *_maybe(_MOMENT, "finished_at"),
    )
    _table(
        "import_change",
        *_key("import_change", "job_id", "import_job", "CASCADE"),
        *_must(sa.Integer(), "line"),
        *_must(sa.String(), "subject", "subject_id"),
        *_maybe(sa.LargeBinary(), "before"),
    )
    op.create_index("ix_import_change_job_id_line", "import_change", ["job_id", "line"])


def _handed() -> None:
    _table(
        "handed",
        *_must(sa.String(), "kind", "outcome"),
        *_must(sa.Uuid(), "subject_id"),
        *_key("handed", "staff_id", "staff", "CASCADE"),
        *_must(_MOMENT, "handed_at"),
        *_maybe(_MOMENT, "done_at"),
        sa.UniqueConstraint("kind", "subject_id", name="uq_handed_kind_subject_id"),
    )


_WAITING = ["campaign_id", "priority", "not_before", "id"]
_LIGHTER = (
    ("ix_message_waiting", "message", _WAITING, "state = 'queued'"),
    ("ix_message_uncertain", "message", ["id"], "state = 'uncertain'"),
    ("ix_message_case_id", "message", ["case_id"], "case_id IS NOT NULL"),
    ("ix_message_carrier_id", "message", ["carrier_id"], "carrier_id IS NOT NULL"),
    ("ix_message_attempt_open", "message_attempt", ["until"], "state = 'open'"),
    ("ix_message_attempt_carrier_id", "message_attempt", ["carrier_id"], "carrier_id IS NOT NULL"),
)
_HEAVIER = (
    ("ix_message_waiting", "message", ["state", *_WAITING]),
    ("ix_message_case_id", "message", ["case_id"]),
    ("ix_message_carrier_id", "message", ["carrier_id"]),
    ("ix_message_attempt_state_until", "message_attempt", ["state", "until"]),
    ("ix_message_attempt_carrier_id", "message_attempt", ["carrier_id"]),
)


def _lighten_outbox() -> None:
    """Indexes of those rows alone that are looked for by them."""
    for name, table, _ in _HEAVIER:
        op.drop_index(name, table)
    for name, table, columns, condition in _LIGHTER:
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, *_ in _LIGHTER:
        op.drop_index(name, table)
    for heavy, table, columns in _HEAVIER:
        op.create_index(heavy, table, columns)
    op.drop_index("ix_visit_state_due_on", "visit")
    op.drop_index("ix_visit_due_on", "visit")
    for name, columns_added in _added().items():
        with op.batch_alter_table(name) as batch:
            for column in _REFERENCES.get(name, {}):
                batch.drop_index(f"ix_{name}_{column}")
                batch.drop_constraint(f"fk_{name}_{column}", type_="foreignkey")
                batch.drop_column(column)
            for one in columns_added:
                batch.drop_column(one.name)
    made = ("handed", "import_change", "import_job", "import_mapping", "sensitive_event", "duplicate")
    for name in (*made, "verification_target", "verification", "distribution"):
        op.drop_table(name)
