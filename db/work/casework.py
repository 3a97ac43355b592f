"""What the desk does with a case in one go: a note that is also a record, a return visit that is also a step."""

from datetime import date, datetime
from uuid import UUID

from db.ledgers.matters import StepAction
from db.ledgers.parties import Hearing, HearingKind
from db.store.writer import Writer
from db.trouble import Refused
from db.work.facts import Facts, facts_of
from db.work.flowing import moved
from db.work.guards import Move
from db.work.mediating import visit_back
from db.work.stepping import Stepped, step, take_back

A = StepAction
HEARD = {
    A.INSPECT: HearingKind.INVESTIGATION, A.MEDIATE: HearingKind.MEDIATION, A.DELIBERATE: HearingKind.DELIBERATION,
}  # fmt: skip
"""The record that a note of such a step is at the same time."""


def notes_of(facts: Facts) -> list[StepAction]:
    """Return what may be noted of a case now, the likeliest first; nothing before 受理 or once it is closed."""
    first = A.MEDIATE if facts.rules.mediated and facts.did(A.INSPECT) else A.INSPECT
    known = [first, *(one for one in HEARD if one is not first)]
    if not facts.rules.mediated:
        known.remove(A.MEDIATE)
    return [one for one in known if moved(facts.position, one) is not None]


def note(writer: Writer, matter: UUID, action: StepAction, text: str, day: date | None = None) -> Stepped:
    """Note what was done: a step, and in a mediated case the record that the dossier needs."""
    if not text.strip():
        raise Refused("没有写内容，没有保存。", "请写一句情况。")
    facts = facts_of(writer.reader, matter)
    now = writer.clock.now()
    if facts.rules.mediated:
        about = {
            "matter_id": matter,
            "kind": HEARD[action],
            "at": now if day is None else datetime.combine(day, now.astimezone().time()).astimezone(),
            "recorder": writer.who.name or None,
        }
        writer.add(Hearing, {**about, "content": text.strip()})
    return step(writer, matter, Move(action, day, text.strip()))


def take(writer: Writer, matter: UUID, move: Move) -> Stepped:
    """Take a step the way the desk asks for it: a return visit is entered with it, 撤销 takes the last one back."""
    if move.action in HEARD and move.text.strip() and not move.counts_as_extra:
        return note(writer, matter, move.action, move.text, move.day)
    if move.action is A.TAKE_BACK:
        return take_back(writer, matter, move.text)
    if move.action is A.VISIT_BACK:
        if not move.text.strip():
            raise Refused("没有写回访情况，没有保存。", "请写明回访了谁、情况怎样。")
        visit_back(writer, matter, move.day or writer.reader.today, move.text.strip(), writer.who.name or "")
    return step(writer, matter, move)
