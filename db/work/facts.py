"""Facts: everything known of one matter, read at once; guards, stages, papers and forms look at it and ask nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from db.ledgers.attachments import Attachment
from db.ledgers.matters import Matter, StepAction
from db.ledgers.mediation import Mediation
from db.ledgers.parties import Evidence, Hearing, HearingKind, Instalment, MatterParty, MatterStep, PartySide
from db.ledgers.record import Record
from db.ledgers.services import LogKind, ServiceLog
from db.store.attached import attachments_of
from db.store.reader import Reader
from db.trouble import Refused
from db.work.flowing import Position
from db.work.kinds import KindRules, kind_rules, required_papers

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Facts:
    """One matter with what hangs on it; steps oldest first, without those taken back."""

    matter: Matter
    rules: KindRules
    required: frozenset[str]
    today: date
    mediation: Mediation | None = None
    parties: Sequence[MatterParty] = ()
    steps: Sequence[MatterStep] = ()
    hearings: Sequence[Hearing] = ()
    evidence: Sequence[Evidence] = ()
    instalments: Sequence[Instalment] = ()
    visits: Sequence[ServiceLog] = ()
    attachments: Sequence[Attachment] = ()

    @property
    def position(self) -> Position:
        """Where it stands in the flow."""
        return Position(self.matter.status, self.matter.left_status, self.matter.waits_from)

    def of_side(self, *sides: PartySide) -> list[MatterParty]:
        """Return the parties on these sides, in their order."""
        return [party for party in self.parties if party.side in sides]

    def did(self, action: StepAction) -> bool:
        """Say whether such a step was taken (and not taken back)."""
        return any(step.action is action for step in self.steps)

    def heard(self, kind: HearingKind) -> list[Hearing]:
        """Return the records of that kind."""
        return [one for one in self.hearings if one.kind is kind]


def facts_of(reader: Reader, matter: UUID) -> Facts:
    """Read one matter whole. Refused where it is not there, or not for this viewer."""
    found = reader.get(Matter, matter)
    if found is None:
        raise Refused("这个事项已不在。", "请刷新后再看。")
    mediations = _children(reader, Mediation, matter)
    visits = select(ServiceLog).where(
        ServiceLog.matter_id == matter, ServiceLog.kind == LogKind.RETURN_VISIT, ServiceLog.removed_at.is_(None)
    )
    return Facts(
        found,
        kind_rules(reader, found.kind),
        required_papers(reader, found.outcome),
        reader.today,
        mediations[0] if mediations else None,
        sorted(_children(reader, MatterParty, matter), key=lambda one: (one.sort, one.id)),
        live(_children(reader, MatterStep, matter)),
        sorted(_children(reader, Hearing, matter), key=lambda one: (one.at, one.id)),
        _children(reader, Evidence, matter),
        sorted(_children(reader, Instalment, matter), key=lambda one: (one.due_on, one.id)),
        [row[0] for row in reader.rows(visits.order_by(ServiceLog.at))],
        attachments_of(reader, Matter, matter),
    )


def _children(reader: Reader, ledger: type[R], matter: UUID) -> list[R]:
    mine = ledger.matter_id == matter  # type: ignore[attr-defined]
    statement = select(ledger).where(mine, ledger.removed_at.is_(None))
    return [row[0] for row in reader.rows(statement.order_by(ledger.id))]


def live(steps: Sequence[MatterStep]) -> list[MatterStep]:
    """Return the steps that hold: without 撤销 and what it took back."""
    gone = {step.undoes for step in steps}
    return [step for step in steps if step.id not in gone and step.action is not StepAction.TAKE_BACK]
