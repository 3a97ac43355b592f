"""Runs migrations over a connection handed in by db.store.migrate (never from a command line)."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from db.ledgers.record import Record
from db.words.field import UtcMoment


def wanted(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the token index out: it is a function of the tables, not a part of the schema."""
    return not (kind == "table" and str(name).startswith("fts_"))


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write column types without the product's own classes, so that old versions never depend on today's code."""
    if kind == "type" and isinstance(item, UtcMoment):
        return "sa.DateTime()"
    if kind == "type" and type(item).__module__.startswith("db."):
        return f"sa.String(length={item.length})"
    if kind == "type" and type(item).__name__ == "Enum":
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=False,
    include_name=wanted,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
