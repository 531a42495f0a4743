"""Delivery reports, and SMS that people send us.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("gateway", "carrier_id", "status", "means", "reason")
        ),
        *_references("delivery_report", message_id="message", phone_id="phone"),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_report"),
        sa.UniqueConstraint("gateway", "carrier_id", "status", name="uq_delivery_report_gateway_carrier_id_status"),
    )
    op.create_table(
        "incoming_sms",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("gateway", "carrier_id", "addressee", "kind")),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("digest", "sender", "words")),
        *_references("incoming_sms", phone_id="phone", case_id="case"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_sms"),
        sa.UniqueConstraint("gateway", "carrier_id", name="uq_incoming_sms_gateway_carrier_id"),
    )
    for table, column in _INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])


_INDEXED = (
    ("delivery_report", "message_id"),
    ("delivery_report", "phone_id"),
    ("incoming_sms", "digest"),
    ("incoming_sms", "phone_id"),
    ("incoming_sms", "case_id"),
)


def _references(table: str, **targets: str) -> list[sa.Column[object] | sa.ForeignKeyConstraint]:
    columns: list[sa.Column[object] | sa.ForeignKeyConstraint] = []
    columns += [sa.Column(name, sa.Uuid(), nullable=True) for name in targets]
    keys = [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}", ondelete="SET NULL")
        for name, target in targets.items()
    ]
    return [*columns, *keys]


def downgrade() -> None:
    op.drop_table("incoming_sms")
    op.drop_table("delivery_report")
