"""Facts of a whole ledger of people, told by one walk over each ledger that hangs on them.

Asked person by person, or as a list of people for each question, 200,000 people take seconds. A walk tells everything
that is asked of its ledger in one row a person; a statement about the people is joined to it once.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, TableClause, column, func, select, table
from sqlalchemy.sql.visitors import iterate

from db.ledgers.record import Record


class Walks:
    """The walks of one statement: `tells` is asked while its columns are built, `along` then joins what was asked."""

    def __init__(self, name: str, only: Select[Any] | None = None) -> None:
        """Begin with nothing asked. name: tells the walks of one statement apart; only: ids of whom alone is asked."""
        self.name, self.only = name, only
        self.asked: dict[type[Record], tuple[TableClause, list[ColumnElement[bool]]]] = {}
        self.known: dict[tuple[Any, ...], list[int]] = {}
        """Questions by what they name: to compare each with all others took half a second."""

    def tells(self, ledger: Any, fits: ColumnElement[bool]) -> ColumnElement[bool]:
        """Say who has a row of a ledger that fits."""
        known = table(f"{self.name}_{ledger.__tablename__}", column("person_id", ledger.person_id.type))
        told, questions = self.asked.setdefault(ledger, (known, []))
        alike = self.known.setdefault((ledger, *_named(fits)), [])
        at = next((n for n in alike if questions[n].compare(fits)), len(questions))
        if at == len(questions):
            alike.append(at)
            questions.append(fits)
            told.append_column(column(f"fits_{at}", Boolean()))
        return told.c[f"fits_{at}"].is_(True)

    def along(self, statement: Select[Any], person: Any) -> Select[Any]:
        """Return a statement joined to the walks. person: its column that names whom the rows are about."""
        for ledger, (told, questions) in self.asked.items():
            fits = (func.max(one).label(f"fits_{at}") for at, one in enumerate(questions))
            about: Any = ledger.__table__.c.person_id
            walk = select(about, *fits).group_by(about)
            if self.only is not None:
                walk = walk.where(about.in_(self.only))
            walk_of_it = walk.cte(told.name).prefix_with("MATERIALIZED")
            statement = statement.outerjoin(told, told.c.person_id == person).add_cte(walk_of_it)
        return statement


def _named(fits: ColumnElement[bool]) -> tuple[str, ...]:
    """Return the columns and values that a question names, in order."""
    return tuple(repr(getattr(one, "value", getattr(one, "name", ""))) for one in iterate(fits))
