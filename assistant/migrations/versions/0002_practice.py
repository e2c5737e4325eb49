"""Practice: sessions, turns, labels, results, drills."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
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
    _table(
        "practice_sessions",
        sa.Column("scenario", sa.String(200), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("head", sa.String(26), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
    )
    _table(
        "practice_turns",
        sa.Column("session", sa.String(26), nullable=False, index=True),
        sa.Column("parent", sa.String(26), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    _table(
        "practice_labels",
        sa.Column("session", sa.String(26), nullable=False, index=True),
        sa.Column("turn", sa.String(26), nullable=False, index=True),
        sa.Column("sentence", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("was", sa.String(20), nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("learn", sa.Boolean, nullable=False),
    )
    _table(
        "practice_results",
        sa.Column("session", sa.String(26), nullable=False, index=True),
        sa.Column("turn", sa.String(26), nullable=False),
        sa.Column("scenario", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    _table(
        "drills",
        sa.Column("drill", sa.String(40), nullable=False, index=True),
        sa.Column("item", sa.String(80), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in ("drills", "practice_results", "practice_labels", "practice_turns", "practice_sessions"):
        op.drop_table(name)
