"""An index that serves the elders' ledger whole: who is in it, in the order of the names."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.drop_index("ix_people_status_birth")
        table.create_index("ix_people_status_birth", ["status", "birth_date", "removed_at", "pinyin", "id"])


def downgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.drop_index("ix_people_status_birth")
        table.create_index("ix_people_status_birth", ["status", "birth_date"])
