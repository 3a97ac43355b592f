"""Of which campaign (寒潮, 高温, 节日) a visit came, and for which one a sheet was printed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("campaign", sa.String(length=32), nullable=True))
    with op.batch_alter_table("services") as table:
        table.add_column(sa.Column("campaign", sa.String(length=32), nullable=True))
        table.create_index("ix_services_campaign", ["campaign"])


def downgrade() -> None:
    with op.batch_alter_table("services") as table:
        table.drop_index("ix_services_campaign")
        table.drop_column("campaign")
    op.drop_column("documents", "campaign")
