"""By when a week's report of a grid is handed in (周报报送率)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("office", sa.Column("weekly_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("office", "weekly_days")
