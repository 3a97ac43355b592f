"""The papers of a dossier: which are there, which are required by the outcome, where a missing one is made (4.1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from db.ledgers.attachments import Attachment, AttachmentKind
from db.ledgers.matters import Outcome
from db.ledgers.parties import HearingKind, PartySide
from db.work.facts import Facts
from db.work.kinds import PAPERS, PaperKind

SIDES = (PartySide.APPLICANT, PartySide.RESPONDENT, PartySide.THIRD_PARTY)

FILES: Mapping[str, tuple[AttachmentKind, ...]] = {
    "identity": (AttachmentKind.IDENTITY,),
    "authority": (AttachmentKind.AUTHORITY,),
    "evidence": (AttachmentKind.EVIDENCE, AttachmentKind.PHOTO, AttachmentKind.SCAN, AttachmentKind.OTHER),
    "agreement": (AttachmentKind.SIGNED,),
    "oral": (AttachmentKind.SIGNED,),
    "termination": (AttachmentKind.SIGNED,),
    "performance": (AttachmentKind.RECEIPT,),
    "confirmation": (AttachmentKind.CONFIRMATION,),
}
"""Behind which paper of a dossier attachments are bound; every kind has its place."""


@dataclass(frozen=True)
class Paper:
    """One paper of one dossier. there: what it takes is recorded; required: the outcome asks for it."""

    kind: PaperKind
    there: bool
    required: bool


def papers_of(facts: Facts) -> list[Paper]:
    """Return the papers of a dossier in the official order; those of other outcomes are left out."""
    other = {"agreement", "oral", "termination"} - {_eighth(facts)}
    return [Paper(kind, THERE[key](facts), key in facts.required) for key, kind in PAPERS.items() if key not in other]


def missing_papers(facts: Facts) -> list[PaperKind]:
    """Return the required papers that are not there."""
    return [paper.kind for paper in papers_of(facts) if paper.required and not paper.there]


def _eighth(facts: Facts) -> str:
    eighth = {Outcome.AGREED_ORAL: "oral", Outcome.FAILED: "termination"}
    return "agreement" if facts.matter.outcome is None else eighth.get(facts.matter.outcome, "agreement")


def files_of(facts: Facts, key: str) -> list[Attachment]:
    """Return the attachments that belong behind a paper."""
    return [one for one in facts.attachments if one.kind in FILES.get(key, ())]


def _application(facts: Facts) -> bool:
    return bool(facts.matter.content and facts.of_side(*SIDES))


def _identity(facts: Facts) -> bool:
    """Everybody on a side has a number on record, or papers of identity are attached."""
    numbers = [party.id_number or party.org_name for party in facts.of_side(*SIDES)]
    return bool(numbers) and (all(numbers) or bool(files_of(facts, "identity")))


def _agreement(facts: Facts) -> bool:
    return bool(facts.mediation and facts.mediation.agreed_on and facts.mediation.terms)


def _performed(facts: Facts) -> bool:
    """Something was performed; where no agreement came about only what is attached tells of it."""
    done = facts.matter.outcome is not Outcome.FAILED and any(one.done_on for one in facts.instalments)
    return done or bool(files_of(facts, "performance"))


def _confirmed(facts: Facts) -> bool:
    applied = facts.mediation and facts.mediation.confirm_applied_on
    return facts.matter.outcome is not Outcome.FAILED and applied is not None


THERE: Mapping[str, Callable[[Facts], bool]] = {
    "application": _application,
    "rights_notice": lambda facts: bool(facts.mediation and facts.mediation.rights_notice_on),
    "identity": _identity,
    "authority": lambda facts: bool(facts.of_side(PartySide.PROXY) or files_of(facts, "authority")),
    "investigation": lambda facts: bool(facts.heard(HearingKind.INVESTIGATION)),
    "evidence": lambda facts: bool(facts.evidence or files_of(facts, "evidence")),
    "hearing": lambda facts: bool(facts.heard(HearingKind.MEDIATION)),
    "agreement": _agreement,
    "oral": _agreement,
    "termination": lambda facts: bool(facts.mediation and facts.mediation.failed_reason),
    "performance": _performed,
    "return_visit": lambda facts: bool(facts.visits),
    "confirmation": lambda facts: _confirmed(facts) or bool(files_of(facts, "confirmation")),
    "situation": lambda facts: bool(facts.mediation and facts.mediation.situation),
    "back": lambda _facts: True,
}
"""Whether what a paper takes is recorded."""
