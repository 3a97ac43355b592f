"""Where a printed sheet is, by whose hand, and on which page of it a person stands."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHO = ("holder", "returned_to", "destroyed_by", "whereabouts")
WHEN = ("taken_at", "returned_at", "destroyed_at")


def upgrade() -> None:
    with op.batch_alter_table("documents") as table:
        for name in WHO:
            table.add_column(sa.Column(name, sa.String(length=60), nullable=True))
        for name in WHEN:
            table.add_column(sa.Column(name, sa.DateTime(), nullable=True))
    with op.batch_alter_table("document_people") as table:
        table.add_column(sa.Column("page", sa.Integer(), nullable=True))
    op.execute("update document_people set page = 1")
    with op.batch_alter_table("document_people") as table:
        table.alter_column("page", existing_type=sa.Integer(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("document_people") as table:
        table.drop_column("page")
    with op.batch_alter_table("documents") as table:
        for name in (*WHO, *WHEN):
            table.drop_column(name)
