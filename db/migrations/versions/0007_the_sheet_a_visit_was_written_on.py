"""The number of the printed sheet that a visit was written on: a sheet keyed in twice makes no second visit."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("services") as table:
        table.add_column(sa.Column("sheet_no", sa.String(length=32), nullable=True))
        table.create_index("ix_services_sheet_no", ["sheet_no"])


def downgrade() -> None:
    with op.batch_alter_table("services") as table:
        table.drop_index("ix_services_sheet_no")
        table.drop_column("sheet_no")
