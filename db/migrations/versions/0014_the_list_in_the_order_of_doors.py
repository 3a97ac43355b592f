"""The index of a whole ledger tells grid and dwelling too: the list in the order of doors fetches no row of anybody."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAME, BEFORE = "ix_people_status_birth", ["status", "birth_date", "removed_at", "pinyin", "id"]


def exchange(columns: list[str]) -> None:
    op.drop_index(NAME, "people")
    op.create_index(NAME, "people", columns)
    op.execute("pragma analysis_limit=400")
    op.execute("analyze people")


def upgrade() -> None:
    exchange([*BEFORE, "area_id", "dwelling_id"])


def downgrade() -> None:
    exchange(BEFORE)
