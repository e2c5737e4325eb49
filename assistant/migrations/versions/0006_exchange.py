"""The exchange: questions to colleagues, their answers, and articles that must not be in the library any more."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
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
        "exchange_questions",
        sa.Column("turn", sa.String(26), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("looked", sa.DateTime(timezone=True), nullable=False),
    )
    _table(
        "exchange_answers",
        sa.Column("question", sa.String(26), nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article", sa.String(60), nullable=False),
    )
    op.create_index("ix_exchange_answers_one", "exchange_answers", ["owner", "question"], unique=True)
    _table("exchange_withdrawn", sa.Column("article", sa.String(60), nullable=False, index=True))


def downgrade() -> None:
    for name in ("exchange_withdrawn", "exchange_answers", "exchange_questions"):
        op.drop_table(name)
