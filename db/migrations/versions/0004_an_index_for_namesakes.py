"""An index that counts namesakes for the rows on the screen."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.create_index("ix_people_name", ["name", "status", "removed_at"])


def downgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.drop_index("ix_people_name")
