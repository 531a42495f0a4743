"""A hop in the middle of a call changes no column that is indexed: PostgreSQL then keeps its row on its page.

Revision: 0002, after 0001. The sweep for silent calls looks for open ones by the time they began.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE, AFTER = "ix_conversation_state_touched_at", "ix_conversation_state_started_at"
FREE = 50
"""Per cent of a page that stay free for the next versions of its rows: a conversation is written some eight times."""


def upgrade() -> None:
    op.drop_index(BEFORE, "conversation")
    op.create_index(AFTER, "conversation", ["state", "started_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(f"ALTER TABLE conversation SET (fillfactor = {100 - FREE})"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("ALTER TABLE conversation RESET (fillfactor)"))
    op.drop_index(AFTER, "conversation")
    op.create_index(BEFORE, "conversation", ["state", "touched_at"])
