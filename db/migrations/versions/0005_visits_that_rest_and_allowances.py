"""What suspends a visit, what calls for one, the rows that judge it, and who draws an allowance."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RULES: dict[str, list[dict[str, Any]]] = {
    "absence_rules": [{"kind": kind, "suspends": True} for kind in ("hospital", "travel", "away")],
    "event_rules": [
        {"kind": kind, "active": True}
        for kind in ("discharged", "bereaved", "fall", "alone", "illness", "lost", "disaster")
    ],
    "method_rules": [
        {"method": method, "counts": method not in ("phone", "video")}
        for method in ("door", "phone", "video", "neighbour", "other")
    ],
    "group_rules": [
        {"tag": tag, "min_age": 60, "active": True}
        for tag in (
            "lives_alone",
            "empty_nest",
            "left_behind",
            "disabled_ability",
            "semi_disabled",
            "severe_disability",
            "family_planning_special",
        )
    ],
}


def kept() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
    ]


def kind() -> sa.Column[Any]:
    return sa.Column("kind", sa.String(length=32), nullable=False)


def table(name: str, *columns: sa.Column[Any]) -> sa.Table:
    return op.create_table(name, *columns, *kept(), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def of_person(name: str, *columns: sa.Column[Any], by: str) -> None:
    person = sa.Column("person_id", sa.Uuid(), nullable=False)
    to = sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{name}_person_id_people"))
    op.create_table(name, person, *columns, *kept(), to, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))
    op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"])
    op.create_index(f"ix_{name}_person_{by}", name, ["person_id", by])


def upgrade() -> None:
    rules = {
        "absence_rules": table("absence_rules", kind(), sa.Column("suspends", sa.Boolean(), nullable=False)),
        "event_rules": table("event_rules", kind(), sa.Column("active", sa.Boolean(), nullable=False)),
        "method_rules": table(
            "method_rules",
            sa.Column("method", sa.String(length=32), nullable=False),
            sa.Column("counts", sa.Boolean(), nullable=False),
        ),
        "group_rules": table(
            "group_rules",
            sa.Column("tag", sa.String(length=32), nullable=False),
            sa.Column("min_age", sa.Integer(), nullable=False),
            sa.Column("active", sa.Boolean(), nullable=False),
        ),
    }
    of_person(
        "absences",
        kind(),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=60), nullable=True),
        by="until",
    )
    of_person(
        "life_events",
        kind(),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=True),
        by="at",
    )
    of_person(
        "allowances",
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("stop_reason", sa.String(length=32), nullable=True),
        sa.Column("back_from", sa.Date(), nullable=True),
        sa.Column("back_months", sa.Integer(), nullable=False),
        sa.Column("back_reason", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(length=60), nullable=True),
        by="until",
    )
    with op.batch_alter_table("office") as office:
        office.add_column(sa.Column("away_counts", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("office") as office:
        office.alter_column("away_counts", server_default=None)
    founded = op.get_bind().execute(sa.select(sa.column("created_at", sa.DateTime())).select_from(sa.table("office")))
    for (moment,) in founded.all()[:1]:
        fill(rules, moment)


def fill(rules: dict[str, sa.Table], moment: datetime) -> None:
    """Give an office that was made before these rows what a new one begins with."""
    for name, rows in RULES.items():
        own = {"revision": 1, "created_at": moment, "changed_at": moment}
        op.bulk_insert(rules[name], [{**row, **own, "id": uuid4()} for row in rows])


def downgrade() -> None:
    with op.batch_alter_table("office") as office:
        office.drop_column("away_counts")
    for name in ("allowances", "life_events", "absences", *RULES):
        op.drop_table(name)
