"""What the national lists and the rosters ask besides: faith, permit, relatives, free times, states of an errand."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TITLE, CODE, DAY = sa.String(length=60), sa.String(length=32), sa.Date()
ADDED: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "people": {
        "permit_number": TITLE, "attention": CODE, "religion": CODE, "composition": TITLE, "hardship": sa.Text(),
        "support": sa.Text(), "service_book": CODE,
    },
    "contacts": {"work_address": sa.String(length=120), "relative_number": sa.String(length=32), "health": sa.Text()},
    "tags": {"reason": CODE},
    "memberships": {"free_times": TITLE, "resting": sa.Boolean()},
    "areas": {"estate": TITLE, "floor_area": sa.Integer(), "floors": sa.Integer(), "units": sa.Integer()},
    "services": {"special": CODE, "accepted_on": DAY, "confirmed_on": DAY, "note": sa.Text()},
}  # fmt: skip


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, columns in reversed(ADDED.items()):
        for name in reversed(columns):
            op.drop_column(table, name)
