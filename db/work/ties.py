"""Cases that are one matter: a repeat petition and what it repeats, a case and the one it is merged into (§6, P17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from db.ledgers.matters import Matter
from db.ledgers.parties import MatterParty
from db.store.reader import Reader
from db.store.writer import Writer
from db.trouble import Refused

OFFERED = 12
AGAIN, MERGED = "重复", "并案"
"""Why two cases are tied: the same persons came again, or others with the same thing."""


@dataclass(frozen=True)
class Earlier:
    """A case that another may belong to. words: number, day and subject; again: a party of both is the same."""

    id: UUID
    words: str
    again: bool


def earlier_cases(reader: Reader, matter: UUID) -> list[Earlier]:
    """Return what a case may belong to: of the same persons first, then the latest of its kind; never what follows it.

    The same person: linked to the same resident, or of the same name and phone.
    """
    now = reader.get(Matter, matter)
    if now is None:
        return []
    same = _of_same_persons(reader, matter)
    alike = or_(Matter.kind == now.kind, Matter.id.in_(same))
    listed = and_(Matter.id != matter, Matter.removed_at.is_(None), Matter.raised_on <= now.raised_on, alike)
    latest = (Matter.id.in_(same).desc(), Matter.raised_on.desc(), Matter.id.desc())
    statement = select(Matter.id, Matter.no, Matter.subject, Matter.raised_on).where(listed).order_by(*latest)
    below = _below(reader, matter)
    rows = [row for row in reader.rows(statement.limit(OFFERED + len(below))) if row[0] not in below]
    return [
        Earlier(one, " ".join(part for part in (no, f"{day:%m-%d}", subject) if part), one in same)
        for one, no, subject, day in rows[:OFFERED]
    ]


def tie(writer: Writer, matter: UUID, parent: UUID) -> str:
    """Tie a case to an earlier one; return what was done. Refused where it would go round in a circle."""
    if parent == matter or parent in _below(writer.reader, matter):
        raise Refused("两个事项不能互为前件，没有关联。", "请选另一个事项。")
    why = AGAIN if parent in _of_same_persons(writer.reader, matter) else MERGED
    writer.change(Matter, matter, {"parent_id": parent, "parent_tie": why})
    return f"已关联前件，记为{why}"


def untie(writer: Writer, matter: UUID) -> str:
    """Let a case stand alone again."""
    writer.change(Matter, matter, {"parent_id": None, "parent_tie": None})
    return "已解除关联"


def ties_of(reader: Reader, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Tell for cases what they repeat or are merged into, and how many follow them."""
    above = aliased(Matter)
    tied = select(Matter.id, Matter.parent_tie, above.no, above.subject).join(above, above.id == Matter.parent_id)
    told = {
        one: [f"{why or MERGED}：{number or subject}"]
        for one, why, number, subject in reader.rows(tied.where(Matter.id.in_(ids)))
    }
    followed = select(Matter.parent_id, func.count()).where(Matter.parent_id.in_(ids), Matter.removed_at.is_(None))
    for one, count in reader.rows(followed.group_by(Matter.parent_id)):
        told.setdefault(one, []).append(f"另有 {count} 件归到本件")
    return told


def _of_same_persons(reader: Reader, matter: UUID) -> set[UUID]:
    own, other = aliased(MatterParty), aliased(MatterParty)
    person = and_(own.person_id.is_not(None), other.person_id == own.person_id)
    typed = and_(own.phone.is_not(None), other.phone == own.phone, other.name == own.name)
    statement = (
        select(other.matter_id)
        .join(own, or_(person, typed))
        .where(own.matter_id == matter, other.matter_id != matter)
        .where(own.removed_at.is_(None), other.removed_at.is_(None))
    )
    return {one for (one,) in reader.rows(statement)}


def _below(reader: Reader, matter: UUID) -> set[UUID]:
    """Return all that belong to a case, however far."""
    found: set[UUID] = set()
    asked = {matter}
    while asked:
        rows = reader.rows(select(Matter.id).where(Matter.parent_id.in_(asked), Matter.removed_at.is_(None)))
        asked = {one for (one,) in rows} - found
        found |= asked
    return found
