"""People of a team: who was here, what they share, what they are asked for, who changed the library."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
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
        "people",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("ended", sa.Text, nullable=False),
    )
    op.create_index("ix_people_one", "people", ["owner"], unique=True)
    _table(
        "shares",
        sa.Column("token", sa.String(60), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("of", sa.String(26), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    _table(
        "assignments",
        sa.Column("person", sa.String(200), nullable=False, index=True),
        sa.Column("scenario", sa.String(200), nullable=False),
        sa.Column("due", sa.Date, nullable=False),
    )
    _table(
        "audit",
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in ("audit", "assignments", "shares", "people"):
        op.drop_table(name)
