"""The console: how staff sign in, the sessions that can be ended, and what makes its pages quick.

Revision: 0007, after 0006.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, columns in _added().items():
        with op.batch_alter_table(name) as batch:
            for one in columns:
                batch.add_column(one)
    for create in (
        _staff_session,
        _recovery_code,
        _sign_in_failure,
        _journey_passage,
        _campaign_draft,
        _counted,
        _silence_line,
    ):
        create()
    for name, table, columns_of, unique in _INDEXES:
        op.create_index(name, table, columns_of, unique=unique)
    for name, table, columns_of, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table, columns_of, sqlite_where=where, postgresql_where=where)


def _must(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _maybe(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _added() -> dict[str, list[sa.Column[Any]]]:
    """Table → columns that it gets."""
    return {
        "staff": [
            *_maybe(sa.LargeBinary(), "login_mac", "login", "password", "totp"),
            *_maybe(_MOMENT, "password_until", "signed_in_at"),
            sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("language", sa.String(), nullable=False, server_default=""),
        ],
    }


_INDEXES = (
    ("ix_staff_login_mac", "staff", ["login_mac"], True),
    ("ix_staff_session_staff_id", "staff_session", ["staff_id"], False),
    ("ix_staff_session_ends_at", "staff_session", ["ends_at"], False),
    ("ix_recovery_code_staff_id", "recovery_code", ["staff_id"], False),
    ("ix_sign_in_failure_key_mac_at", "sign_in_failure", ["key_mac", "at"], False),
    ("ix_sign_in_failure_at", "sign_in_failure", ["at"], False),
    ("ix_audit_event_actor_at", "audit_event", ["actor", "at"], False),
    ("ix_audit_event_action_at", "audit_event", ["action", "at"], False),
    ("ix_campaign_draft_staff_id", "campaign_draft", ["staff_id"], False),
    ("ix_campaign_draft_kept_at", "campaign_draft", ["kept_at"], False),
    ("ix_campaign_draft_campaign_id", "campaign_draft", ["campaign_id"], False),
    ("ix_incoming_sms_at_id", "incoming_sms", ["at", "id"], False),
    ("ix_incoming_sms_kind_at_id", "incoming_sms", ["kind", "at", "id"], False),
    ("ix_case_closed_at_id", "case", ["closed_at", "id"], False),
    ("ix_visit_state_visited_on", "visit", ["state", "visited_on"], False),
    ("ix_silence_line_kind_since_subject_id", "silence_line", ["kind", "since", "subject_id"], False),
    ("ix_silence_line_person_id", "silence_line", ["person_id"], False),
    ("ix_silence_line_phone_id", "silence_line", ["phone_id"], False),
    ("ix_journey_passage_journey_day", "journey_passage", ["journey", "day"], False),
)
"""Name, table, columns, whether it is unique."""
_PARTIAL = (
    ("ix_campaign_target_left_out", "campaign_target", ["campaign_id", "state"], "state <> 'queued'"),
    (
        "ix_campaign_target_answered",
        "campaign_target",
        ["campaign_id", "answered_at", "id"],
        "answered_at IS NOT NULL",
    ),
    ("ix_audit_event_alerts", "audit_event", ["at", "id"], "action LIKE 'alert%'"),
    ("ix_delivery_differs", "delivery", ["id"], "differs"),
    ("ix_message_missed", "message", ["campaign_id", "id"], "state IN ('failed', 'undelivered', 'expired')"),
)
"""Name, table, columns, which rows."""


def _table(name: str, *columns: Any) -> None:
    op.create_table(
        name, sa.Column("id", sa.Uuid(), nullable=False), *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
    )


def _of_staff(table: str) -> list[Any]:
    """What goes when the member of staff goes."""
    key = sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=f"fk_{table}_staff_id", ondelete="CASCADE")
    return [sa.Column("staff_id", sa.Uuid(), nullable=False), key]


def _staff_session() -> None:
    _table(
        "staff_session",
        *_of_staff("staff_session"),
        *_must(sa.LargeBinary(), "token_mac"),
        *_maybe(sa.LargeBinary(), "browser_mac"),
        *_must(sa.String(), "device"),
        *_must(_MOMENT, "created_at", "seen_at", "ends_at"),
        *_maybe(_MOMENT, "ended_at"),
        sa.UniqueConstraint("token_mac", name="uq_staff_session_token_mac"),
    )


def _recovery_code() -> None:
    _table(
        "recovery_code",
        *_of_staff("recovery_code"),
        *_must(sa.LargeBinary(), "code_mac"),
        *_maybe(_MOMENT, "used_at"),
    )


def _sign_in_failure() -> None:
    _table("sign_in_failure", *_must(sa.LargeBinary(), "key_mac"), *_must(_MOMENT, "at"))


def _journey_passage() -> None:
    key = ("day", "version", "screen", "next")
    op.create_table(
        "journey_passage",
        *_must(sa.Date(), "day"),
        *_must(sa.String(), "version", "screen", "next", "journey"),
        *_must(sa.Integer(), "taken"),
        sa.PrimaryKeyConstraint(*key, name="pk_journey_passage"),
    )


def _campaign_draft() -> None:
    _table(
        "campaign_draft",
        *_of_staff("campaign_draft"),
        *_must(sa.String(), "state"),
        *_must(sa.LargeBinary(), "wish"),
        *_maybe(sa.LargeBinary(), "listed", "found", "audience"),
        *_must(_MOMENT, "kept_at"),
        *_maybe(sa.Uuid(), "campaign_id"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_draft_campaign_id", ondelete="SET NULL"
        ),
    )


def _counted() -> None:
    op.create_table(
        "counted",
        *_must(sa.String(), "what"),
        *_must(_MOMENT, "at"),
        *_must(sa.JSON(), "found"),
        sa.PrimaryKeyConstraint("what", name="pk_counted"),
    )


def _silence_line() -> None:
    op.create_table(
        "silence_line",
        *_must(sa.String(), "kind"),
        *_must(sa.Uuid(), "subject_id"),
        *_maybe(sa.Uuid(), "person_id", "phone_id"),
        *_must(sa.Date(), "since"),
        *_must(sa.String(), "place", "sex", "kit"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_silence_line_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phone.id"], name="fk_silence_line_phone_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("kind", "subject_id", name="pk_silence_line"),
    )


def downgrade() -> None:
    for name, table, *_ in (*_INDEXES, *_PARTIAL):
        op.drop_index(name, table)
    for made in (
        "silence_line",
        "counted",
        "campaign_draft",
        "journey_passage",
        "sign_in_failure",
        "recovery_code",
        "staff_session",
    ):
        op.drop_table(made)
    for name, columns in _added().items():
        with op.batch_alter_table(name) as batch:
            for one in columns:
                batch.drop_column(one.name)
