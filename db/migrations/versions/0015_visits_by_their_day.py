"""Indexes by moment: what was done and what was entered since a day is counted without a walk over all visits."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = {
    ("ix_services_at", "services"): ["at", "kind", "reached", "removed_at", "person_id"],
    ("ix_services_created_at", "services"): ["created_at", "kind", "removed_at"],
    ("ix_people_created_at", "people"): ["created_at", "removed_at"],
}


def upgrade() -> None:
    for (name, table), columns in INDEXES.items():
        op.create_index(name, table, columns)
    op.execute("pragma analysis_limit=400")
    op.execute("analyze services")
    op.execute("analyze people")


def downgrade() -> None:
    for name, table in INDEXES:
        op.drop_index(name, table)
