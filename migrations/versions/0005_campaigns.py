"""Campaigns and their targets, tokens, what all workers know of a gateway; how a text was answered and what it cost.
A sensitive report knows its call no more.

Revision: 0005, after 0004.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD_WAITING = "ix_message_state_priority_not_before"
WAITING = ["state", "campaign_id", "priority", "not_before", "id"]


def upgrade() -> None:
    op.create_table(
        "campaign",
        _id(),
        *_several(sa.LargeBinary(), "name", "texts", "audience", "fingerprint"),
        *_several(sa.String(), "occasion", "journey", "state"),
        *_several(sa.Integer(), "days", "priority", "recipients"),
        *_several(sa.DateTime(timezone=True), "starts_at", "created_at"),
        sa.Column("best_before", sa.DateTime(timezone=True), nullable=True),
        *_references("campaign", created_by="staff", approved_by="staff"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_table(
        "campaign_target",
        _id(),
        *_several(sa.Uuid(), "campaign_id", "subject_id"),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        *_references("campaign_target", person_id="person", message_id="message"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_target_campaign_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_target"),
        sa.UniqueConstraint("campaign_id", "subject_id", name="uq_campaign_target_campaign_id_subject_id"),
    )
    op.create_table(
        "api_token",
        _id(),
        *_several(sa.String(), "name", "scopes"),
        sa.Column("token_mac", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("used_at", "ended_at")),
        *_references("api_token", staff_id="staff"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("token_mac", name="uq_api_token_token_mac"),
    )
    op.create_table(
        "gateway_state",
        *_several(sa.String(), "gateway", "reason", "received_upto"),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pauses", sa.Integer(), nullable=False),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name="pk_gateway_state"),
    )
    for table, columns in _INDEXED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    _change_earlier_tables()


_INDEXED = {
    "campaign": ("state", "fingerprint", "created_by", "approved_by"),
    "campaign_target": ("person_id", "message_id"),
    "api_token": ("staff_id",),
}


def _change_earlier_tables() -> None:
    op.drop_index(OLD_WAITING, "message")
    with op.batch_alter_table("message") as table:
        for name in ("cost", "asks"):
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("campaign_id", sa.Uuid(), nullable=True))
        table.create_foreign_key("fk_message_campaign_id", "campaign", ["campaign_id"], ["id"], ondelete="RESTRICT")
    op.create_index("ix_message_waiting", "message", WAITING)
    op.create_index("ix_message_campaign_id_state", "message", ["campaign_id", "state"])
    with op.batch_alter_table("incoming_sms") as table:
        for column, target in (("answers_id", "message"), ("conversation_id", "conversation")):
            table.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            table.create_foreign_key(f"fk_incoming_sms_{column}", target, [column], ["id"], ondelete="SET NULL")
            table.create_index(f"ix_incoming_sms_{column}", [column])
    with op.batch_alter_table("phone") as table:
        table.add_column(sa.Column("undelivered", sa.Integer(), nullable=False, server_default="0"))
    # Nothing leads from a report to the phone that it came from, not even while the call's row stands.
    with op.batch_alter_table("sensitive_case") as table:
        table.drop_constraint("uq_sensitive_case_conversation_id", type_="unique")
        table.drop_constraint("fk_sensitive_case_conversation_id", type_="foreignkey")
        table.drop_column("conversation_id")


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _several(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _references(table: str, **targets: str) -> list[sa.Column[object] | sa.ForeignKeyConstraint]:
    columns: list[sa.Column[object] | sa.ForeignKeyConstraint] = []
    columns += [sa.Column(name, sa.Uuid(), nullable=True) for name in targets]
    keys = [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}", ondelete="SET NULL")
        for name, target in targets.items()
    ]
    return [*columns, *keys]


def downgrade() -> None:
    with op.batch_alter_table("sensitive_case") as table:
        table.add_column(sa.Column("conversation_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            "fk_sensitive_case_conversation_id", "conversation", ["conversation_id"], ["id"], ondelete="SET NULL"
        )
        table.create_unique_constraint("uq_sensitive_case_conversation_id", ["conversation_id"])
    with op.batch_alter_table("phone") as table:
        table.drop_column("undelivered")
    with op.batch_alter_table("incoming_sms") as table:
        for column in ("answers_id", "conversation_id"):
            table.drop_index(f"ix_incoming_sms_{column}")
            table.drop_constraint(f"fk_incoming_sms_{column}", type_="foreignkey")
            table.drop_column(column)
    op.drop_index("ix_message_campaign_id_state", "message")
    op.drop_index("ix_message_waiting", "message")
    with op.batch_alter_table("message") as table:
        table.drop_constraint("fk_message_campaign_id", type_="foreignkey")
        for name in ("campaign_id", "answered_at", "asks", "cost"):
            table.drop_column(name)
    op.create_index(OLD_WAITING, "message", ["state", "priority", "not_before"])
    for name in ("gateway_state", "api_token", "campaign_target", "campaign"):
        op.drop_table(name)
