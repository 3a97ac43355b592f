"""Numbers of matters: per year and kind, from 1, without doubles; every gap has its reason.

A number is taken inside the writing transaction, which holds the database alone, so two clerks never draw the same.
A matter that was taken back keeps its number: it is listed as void, never given again.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from db.ledgers.areas import Area
from db.ledgers.matter_rules import NumberBlock, NumberVoid
from db.ledgers.matters import Matter, MatterKind
from db.ledgers.office import Office
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused
from db.work.kinds import kind_rules


@dataclass(frozen=True)
class Void:
    """One number that no living matter bears, and why."""

    seq: int
    reason: str


def taken(reader: Reader, kind: MatterKind, year: int) -> set[int]:
    """Return every number of a year and kind that was ever given, taken back or spoilt.

    What an old register lacks may still come in from another sheet, so it does not count.
    """
    given = select(Matter.seq).where(Matter.kind == kind, Matter.year == year)
    void = select(NumberVoid.seq).where(*_void_of(kind, year), NumberVoid.until.is_(None))
    return {row[0] for statement in (given, void) for row in reader.rows(statement)}


def _void_of(kind: MatterKind, year: int) -> tuple[Any, ...]:
    return NumberVoid.kind == kind, NumberVoid.year == year, NumberVoid.removed_at.is_(None)


def blocks(reader: Reader, kind: MatterKind, year: int) -> list[NumberBlock]:
    """Return the numbers set aside in a year, by their first number."""
    statement = select(NumberBlock).where(
        NumberBlock.kind == kind, NumberBlock.year == year, NumberBlock.removed_at.is_(None)
    )
    return [row[0] for row in reader.rows(statement.order_by(NumberBlock.first))]


def next_number(reader: Reader, kind: MatterKind, year: int, holder: str = "") -> int:
    """Return the next number: after the last one given outside all blocks, or the next of the holder's block."""
    known = taken(reader, kind, year)
    aside = blocks(reader, kind, year)
    if holder:
        own = (n for one in aside if one.holder == holder for n in range(one.first, one.last + 1) if n not in known)
        found = next(own, None)
        if found is None:
            raise Refused(f"“{holder}”的号段已用完，没有编号。", "请再领一段号，或用自动编号。")
        return found
    reserved = {n for one in aside for n in range(one.first, one.last + 1)}
    number = max(known - reserved, default=0) + 1
    while number in reserved or number in known:
        number += 1
    return number


def number_text(reader: Reader, kind: MatterKind, year: int, seq: int) -> str:
    """Return the number as it is written: （2026）丁人调字第47号."""
    return kind_rules(reader, kind).pattern.format(year=year, short=short_name(reader), n=seq)


def short_name(reader: Reader) -> str:
    """Return the office's short name for numbers: as set, else the first character of the community."""
    short, name = reader.rows(select(Office.short_name, Area.name).join(Area, Area.id == Office.area_id))[0]
    return str(short or name[:1])


def set_aside(writer: Writer, block: NumberBlock) -> None:
    """Set a block of numbers aside; refused where one of them is given or set aside already."""
    wanted = set(range(block.first, block.last + 1))
    if not wanted or block.first < 1:
        raise Refused("号段的起号要不小于 1，止号不小于起号。", "请改一下起止号。")
    others = {n for one in blocks(writer.reader, block.kind, block.year) for n in range(one.first, one.last + 1)}
    if wanted & (taken(writer.reader, block.kind, block.year) | others):
        raise Refused("号段里有已经用过或别人领走的号，没有登记。", "请换一段还没有用到的号。")
    keys = ("kind", "year", "first", "last", "holder", "note")
    writer.add(NumberBlock, {key: getattr(block, key) for key in keys})


def make_void(writer: Writer, kind: MatterKind, year: int, seq: int, reason: str) -> None:
    """Enter a number that no matter will bear (a spoilt paper); refused where a matter has it."""
    if seq in taken(writer.reader, kind, year):
        raise Refused(f"{year} 年第 {seq} 号已经用过或作废，没有登记。", "请核对号码。")
    writer.add(NumberVoid, {"kind": kind, "year": year, "seq": seq, "reason": reason})


def voids(reader: Reader, kind: MatterKind, year: int) -> list[Void]:
    """Return the void register: spoilt numbers, matters taken back, blocks not used up to the last number given."""
    known = taken(reader, kind, year)
    entered = select(NumberVoid.seq, NumberVoid.until, NumberVoid.reason).where(*_void_of(kind, year))
    found: dict[int, str] = {}
    for first, last, reason in reader.rows(entered):
        found |= {n: reason for n in range(first, (last or first) + 1) if last is None or n not in known}
    gone = select(Matter.seq).where(Matter.kind == kind, Matter.year == year, Matter.removed_at.is_not(None))
    found |= {seq: "登记后撤销" for (seq,) in reader.rows(gone)}
    for block in blocks(reader, kind, year):
        unused = (n for n in range(block.first, block.last + 1) if n not in known)
        found |= dict.fromkeys(unused, f"号段由{block.holder}领用，未用")
    return [Void(seq, found[seq]) for seq in sorted(found)]


def gaps(reader: Reader, kind: MatterKind, year: int) -> list[int]:
    """Return the numbers below the last one that nothing explains; the promise is that there is none."""
    explained = {one.seq for one in voids(reader, kind, year)}
    alive = select(Matter.seq).where(Matter.kind == kind, Matter.year == year, Matter.removed_at.is_(None))
    given = {row[0] for row in reader.rows(alive)}
    return [n for n in range(1, max(given, default=0) + 1) if n not in given | explained]


def explain_gaps(writer: Writer, kind: MatterKind, year: int) -> int:
    """Enter what an imported register lacks as void, run by run; return how many numbers that are."""
    missing = gaps(writer.reader, kind, year)
    runs: list[tuple[int, int]] = []
    for n in missing:
        runs = [*runs[:-1], (runs[-1][0], n)] if runs and runs[-1][1] == n - 1 else [*runs, (n, n)]
    about = {"kind": kind, "year": year, "reason": "导入的旧台账里没有这个号"}
    writer.add_many(NumberVoid, [{**about, "seq": first, "until": last} for first, last in runs])
    return len(missing)


def years(reader: Reader, kind: MatterKind) -> list[tuple[int, int]]:
    """Return (year, how many matters bear a number of it)."""
    statement = (
        select(Matter.year, func.count())
        .where(Matter.kind == kind, Matter.year.is_not(None), Matter.removed_at.is_(None))
        .group_by(Matter.year)
        .order_by(Matter.year)
    )
    return [tuple(row) for row in reader.rows(statement)]
