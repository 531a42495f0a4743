"""The pace of each gateway, which all workers share.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gateway_pace",
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name="pk_gateway_pace"),
    )


def downgrade() -> None:
    op.drop_table("gateway_pace")
