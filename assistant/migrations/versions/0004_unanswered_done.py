"""Questions that found nothing can be marked as done."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unanswered", sa.Column("state", sa.String(20), nullable=False, server_default="open"))


def downgrade() -> None:
    op.drop_column("unanswered", "state")
