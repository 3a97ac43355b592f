"""Indexes that tell what is asked of everybody (class, cycle, last visit, presence), so that no row is fetched for it."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BEFORE = {
    ("ix_services_person_id", "services"): ["person_id"],
    ("ix_services_person_at", "services"): ["person_id", "at"],
    ("ix_tags_person_id", "tags"): ["person_id"],
    ("ix_care_plans_person_id", "care_plans"): ["person_id"],
    ("ix_care_plans_current", "care_plans"): ["person_id", "until"],
    ("ix_placements_person_id", "placements"): ["person_id"],
    ("ix_placements_current", "placements"): ["person_id", "until"],
}
AFTER = {
    ("ix_services_person_at", "services"): ["person_id", "at", "kind", "reached", "method", "removed_at"],
    ("ix_tags_person", "tags"): ["person_id", "tag", "since", "until", "removed_at"],
    ("ix_care_plans_current", "care_plans"): [
        "person_id", "until", "since", "removed_at", "risk_class", "cycle", "responsible_person_id",
    ],
    ("ix_placements_current", "placements"): ["person_id", "until", "since", "removed_at", "status"],
}  # fmt: skip


def exchange(old: dict[tuple[str, str], list[str]], new: dict[tuple[str, str], list[str]]) -> None:
    for name, table in old:
        op.drop_index(name, table)
    for (name, table), columns in new.items():
        op.create_index(name, table, columns)
    op.execute("pragma analysis_limit=400")
    op.execute("analyze")


def upgrade() -> None:
    exchange(BEFORE, AFTER)


def downgrade() -> None:
    exchange(AFTER, BEFORE)
