"""The token index: one FTS5 row per record, found by name, pinyin, initials, number, phone and address.

The index is a pure function of the tables; its rows are numbered by `search_keys` (record id ↔ integer).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.sql.expression import Select

from db.ledgers.areas import Area
from db.ledgers.matters import Matter
from db.ledgers.parties import MatterParty
from db.ledgers.people import Person
from db.ledgers.record import Record
from db.ledgers.teams import Team
from db.words.names import mixed, readings

FOUND_IN: tuple[type[Record], ...] = (Person, Team, Area, Matter)
"""The ledgers that are searched."""


def heading_of(ledger: type[Record]) -> Any:
    """Return the column by which a found record is called."""
    return Matter.subject if ledger is Matter else ledger.name  # type: ignore[attr-defined]


SEPARATOR = "zzsep"
TABLE = "fts_tokens"
CREATE = (
    f"create virtual table if not exists {TABLE} using fts5(t, tokenize='unicode61', content='', contentless_delete=1)"
)

SEARCH_KEYS = Table(
    "search_keys",
    Record.metadata,
    Column("key", Integer, primary_key=True),
    Column("record_id", Uuid, unique=True, nullable=False),
    Column("ledger", String(32), nullable=False),
)


def lay(connection: Connection) -> None:
    """Make the index table if it is missing."""
    connection.exec_driver_sql(CREATE)


def text_tokens(written: str) -> tuple[list[str], str]:
    """Cut a text into one token per Han character and `a` + ASCII run; the run at the very end is given apart."""
    out: list[str] = []
    run = ""
    for sign in written:
        if sign.isascii() and sign.isalnum():
            run += sign.lower()
            continue
        if run:
            out.append("a" + run)
            run = ""
        if sign.isalnum():
            out.append(sign)
    return out, run


def tokens(name: str, pinyin: str | None, numbers: Sequence[str], address: str) -> str:
    """Return the token text of one record; every number may be found by its end, phones also by their start.

    pinyin: as kept. Where it is what the name itself gives, every reading in use is found; typed by a clerk, it alone.
    """
    signs, figures = text_tokens(name.lower())
    out = [*signs, *([f"a{figures}"] if figures else []), SEPARATOR]
    heard = readings(name)
    for syllables in readings(name, pinyin) if pinyin and pinyin != " ".join(heard[0]) else heard:
        for start in range(len(syllables)):
            out.append("p" + "".join(syllables[start:]).lower())
            out.append("i" + "".join(one[0] for one in syllables[start:] if one).lower())
    for number in numbers:
        digits = "".join(sign for sign in number.lower() if sign.isalnum())
        out += ["n" + digits[::-1], "h" + digits]
    out.append(SEPARATOR)
    rest, run = text_tokens(address)
    return " ".join(out + rest + ([f"a{run}"] if run else []))


def _plain(asked: str) -> str:
    """Return what was typed without blanks and dots, half-width."""
    return "".join(normalize("NFKC", asked).replace("·", "").replace("•", "").split())


def match_of(asked: str) -> str | None:
    """Return the FTS5 query of what a clerk typed; None if nothing in it can be searched.

    Typed text only ever becomes quoted phrases or tokens of letters and digits, never syntax.
    """
    wanted = _plain(asked).lower()
    if wanted.isascii() and wanted.isalpha():
        return " OR ".join((f"p{wanted}*", f"i{wanted}*", *map(_by_parts, mixed(wanted))))
    if re.fullmatch(r"[0-9-]+x?", wanted) and wanted.strip("-"):
        digits = wanted.replace("-", "")
        found = f"n{digits[::-1]}* OR h{digits}*"
        return f'{found} OR "a{digits}"*' if len(digits) < 5 else found
    parts, run = text_tokens(wanted)
    if run:
        parts.append("a" + run)
    quoted = " ".join(part.replace('"', "") for part in parts)
    return f'"{quoted}"' + ("*" if run else "") if parts else None


def _by_parts(parts: Sequence[str]) -> str:
    """Return the query of a name typed partly in whole syllables: its first letters, and each of those syllables."""
    letters = "".join(part[0] for part in parts)
    return f"(i{letters}* AND {' AND '.join(f'p{part}*' for part in parts if len(part) > 1)})"


def found_ids(asked: str, ledger: type[Record]) -> Select[UUID]:
    """Return the ids of the records of a ledger that fit what was typed, as a statement to filter by."""
    match = match_of(asked)
    statement = select(SEARCH_KEYS.c.record_id).where(SEARCH_KEYS.c.ledger == ledger.__tablename__)
    if match is None:
        return statement.where(text("0"))
    hit = text(f"{SEARCH_KEYS.name}.key in (select rowid from {TABLE} where {TABLE} match :match)")  # noqa: S608
    return statement.where(hit.bindparams(match=match))


def is_long_number(asked: str) -> bool:
    """Say whether what was typed is a piece of a number of five digits or more."""
    return re.fullmatch(r"[0-9]{5,}[0-9xX]?", _plain(asked)) is not None


def holding(asked: str) -> Select[UUID]:
    """Return the people with these digits anywhere in a number: no index helps, ≤ 0.2 s for 200,000."""
    piece = _plain(asked).upper()
    columns = (Person.id_number, Person.phone, Person.phone2)
    return select(Person.id).where(or_(*(func.instr(column, piece) > 0 for column in columns)))


def index(connection: Connection, ledger: str, rows: Iterable[tuple[UUID, str]]) -> None:
    """Put records into the index that are not in it."""
    wanted = list(rows)
    if not wanted:
        return
    ids = [one for one, _ in wanted]
    connection.execute(insert(SEARCH_KEYS), [{"record_id": one, "ledger": ledger} for one in ids])
    keys = keys_of(connection, ids)
    connection.execute(
        text(f"insert into {TABLE}(rowid, t) values (:key, :t)"),  # noqa: S608 - a constant name
        [{"key": keys[one], "t": written} for one, written in wanted],
    )


def index_matters(connection: Connection, matters: Sequence[UUID]) -> None:
    """Index matters by number, subject, place and the parties' names and numbers (pinyin of names too)."""
    for start in range(0, len(matters), 400):
        part = matters[start : start + 400]
        drop(connection, part)
        known = select(Matter.id, Matter.no, Matter.subject, Matter.place)
        rows = connection.execute(known.where(Matter.id.in_(part), Matter.removed_at.is_(None))).all()
        parties = _parties(connection, part)
        index(connection, "matters", [(row[0], _matter_tokens(row, parties.get(row[0], []))) for row in rows])


def _parties(connection: Connection, matters: Sequence[UUID]) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    statement = select(MatterParty.matter_id, MatterParty.name, MatterParty.id_number, MatterParty.phone).where(
        MatterParty.matter_id.in_(matters), MatterParty.removed_at.is_(None)
    )
    for row in connection.execute(statement):
        found.setdefault(row[0], []).append(row)
    return found


def _matter_tokens(matter: Any, parties: Sequence[Any]) -> str:
    names = [tokens(name, None, [n for n in numbers if n], "") for _, name, *numbers in parties]
    words: list[str] = []
    for written in matter[1:]:
        rest, run = text_tokens(written or "")
        words += [SEPARATOR, *rest, *([f"a{run}"] if run else [])]
    return " ".join([*names, *words])


def drop(connection: Connection, ids: Sequence[UUID]) -> None:
    """Take records out of the index."""
    keys = keys_of(connection, ids)
    if keys:
        gone = text(f"delete from {TABLE} where rowid = :key")  # noqa: S608 - a constant name
        connection.execute(gone, [{"key": key} for key in keys.values()])
        connection.execute(
            delete(SEARCH_KEYS).where(SEARCH_KEYS.c.key == bindparam("one")), [{"one": key} for key in keys.values()]
        )


def empty(connection: Connection) -> None:
    """Take everything out of the index."""
    connection.execute(delete(SEARCH_KEYS))
    connection.execute(text(f"insert into {TABLE}({TABLE}) values ('delete-all')"))  # noqa: S608 - a constant name


def missing(connection: Connection) -> int:
    """Count the records that should be in the index and are not."""
    keys = SEARCH_KEYS.c
    filled = text(f"{SEARCH_KEYS.name}.key in (select rowid from {TABLE})")  # noqa: S608 - a constant name
    known = select(keys.record_id).where(filled)
    wanted = (select(func.count()).where(one.removed_at.is_(None), one.id.not_in(known)) for one in FOUND_IN)
    return sum(connection.execute(statement).scalar_one() for statement in wanted)


def forget(connection: Connection, ids: Sequence[UUID]) -> None:
    """Take records out so that no token of them stays in any segment of the index (purge)."""
    drop(connection, ids)
    connection.execute(text(f"insert into {TABLE}({TABLE}) values ('optimize')"))  # noqa: S608 - a constant name


def keys_of(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """Return the integer keys of records that have one."""
    found: dict[UUID, int] = {}
    for start in range(0, len(ids), 400):
        part = ids[start : start + 400]
        rows: Any = connection.execute(
            select(SEARCH_KEYS.c.record_id, SEARCH_KEYS.c.key).where(SEARCH_KEYS.c.record_id.in_(part))
        )
        found.update((one, key) for one, key in rows)
    return found
