"""Conversations, turns, commitments, feedback, unanswered questions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False, index=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        *columns,
    )


def upgrade() -> None:
    _table("conversations", sa.Column("title", sa.Text, nullable=False))
    _table(
        "turns",
        sa.Column("conversation", sa.String(26), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )
    _table(
        "commitments",
        sa.Column("turn", sa.String(26), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("due", sa.Date, nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
    )
    _table(
        "feedback",
        sa.Column("turn", sa.String(26), nullable=False, index=True),
        sa.Column("good", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    _table("unanswered", sa.Column("question", sa.Text, nullable=False), sa.Column("nearest", sa.Text, nullable=False))


def downgrade() -> None:
    for name in ("unanswered", "feedback", "commitments", "turns", "conversations"):
        op.drop_table(name)
