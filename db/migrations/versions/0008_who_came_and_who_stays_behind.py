"""What the national population lists ask besides: how a newcomer lives, who is left behind, what kind of work."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ADDED: dict[str, sa.types.TypeEngine[Any]] = {
    "occupation_kind": sa.String(length=60),
    "family_income": sa.String(length=60),
    "left_behind_kind": sa.String(length=32),
    "inflow_reason": sa.String(length=32),
    "housing_kind": sa.String(length=32),
    "permit_kind": sa.String(length=32),
    "permit_until": sa.Date(),
}


def upgrade() -> None:
    for name, kind in ADDED.items():
        op.add_column("people", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in reversed(ADDED):
        op.drop_column("people", name)
