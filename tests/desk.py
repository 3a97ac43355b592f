"""A clerk's desk for tests: matters raised and disputes brought to any state, all made up."""

from datetime import UTC, date, datetime

import pytest

from db.ledgers.matters import MatterKind, Outcome, StepAction
from db.ledgers.mediation import AgreementForm, CaseSource
from db.ledgers.parties import Hearing, HearingKind, Instalment, PartySide
from db.work import mediating
from db.work.guards import Move
from db.work.stepping import register, step

A = StepAction


class Desk:
    """A clerk's desk in a test: raises matters, takes steps, each in its own transaction."""

    def __init__(self, store):
        self.store = store

    def raise_(self, kind=MatterKind.DISCUSSION, day=date(2026, 11, 3), **more):
        """Register one."""
        with self.store.write("登记事项") as writer:
            return register(writer, {"kind": kind, "raised_on": day, "content": "统建楼有臭味", **more})

    def step(self, matter, action, day=None, text="", **facts):
        """Take one step."""
        agree = facts.pop("both_agree", False)
        with self.store.write("办理") as writer:
            return step(writer, matter, Move(action, day, text, facts, both_agree=agree))

    def parties(self, matter, *sides):
        """Add parties with sound numbers."""
        numbers = {PartySide.APPLICANT: "150103194106150011", PartySide.RESPONDENT: "150102194306123420"}
        with self.store.write("当事人") as writer:
            for n, side in enumerate(sides):
                values = {"name": f"王秀{'甲乙丙丁'[n]}", "id_number": numbers.get(side), "phone": "13804710001"}
                mediating.add_party(writer, matter, side, values)

    def case(self, matter, **values):
        """Fill in the case."""
        with self.store.write("案卷") as writer:
            mediating.settle_case(writer, matter, values)

    def hearing(self, matter, kind=HearingKind.MEDIATION):
        """Keep a record."""
        with self.store.write("笔录") as writer:
            at = datetime(2026, 11, 12, 2, tzinfo=UTC)
            writer.add(Hearing, {"matter_id": matter, "kind": kind, "at": at, "content": "双方陈述", "result": "达成"})

    def dispute(self, outcome=Outcome.AGREED_WRITTEN):
        """Bring a dispute to the day before 办结, with all its papers."""
        matter = self.raise_(MatterKind.DISPUTE, subject="相邻漏水纠纷")
        self.parties(matter, PartySide.APPLICANT, PartySide.RESPONDENT, PartySide.MEDIATOR, PartySide.RECORDER)
        self.step(matter, A.ACCEPT, date(2026, 11, 4))
        form = {Outcome.AGREED_WRITTEN: AgreementForm.WRITTEN, Outcome.AGREED_ORAL: AgreementForm.ORAL}.get(outcome)
        agreed = {"agreement_form": form, "agreed_on": date(2026, 11, 13), "effective_on": date(2026, 11, 13)}
        terms = {"terms": "（一）刘某疏通地漏；\n（二）赔偿1600元。", "perform_due": date(2026, 11, 20)}
        failed = {"failed_reason": "双方对金额分歧过大。"}
        self.case(
            matter, dispute_type="02", source=CaseSource.APPLIED, rights_notice_on=date(2026, 11, 4), facts="地漏堵塞。",
            **({**agreed, **terms} if form else failed),
        )  # fmt: skip
        self.step(matter, A.INSPECT, date(2026, 11, 5), "查看现场")
        self.step(matter, A.MEDIATE, date(2026, 11, 12), "第一次调解")
        self.hearing(matter)
        return matter

    def resolve(self, matter, outcome, day=date(2026, 11, 13), **facts):
        """Close it."""
        return self.step(matter, A.RESOLVE, day, facts.pop("text", "结果"), outcome=outcome, **facts)

    def archived(self, outcome=Outcome.AGREED_WRITTEN):
        """Return an archived dispute."""
        matter = self.dispute(outcome)
        self.resolve(matter, outcome)
        with self.store.write("履行") as writer:
            one = {"matter_id": matter, "due_on": date(2026, 11, 20), "amount": 1600, "what": "赔偿款"}
            writer.add(Instalment, one | {"done_on": date(2026, 11, 19), "proof": "收条"})
            mediating.follow_performance(writer, matter)
            mediating.visit_back(writer, matter, date(2026, 11, 21), "已按约定履行，双方满意。", "王芳")
        self.step(matter, A.VISIT_BACK, date(2026, 11, 21))
        self.step(matter, A.ARCHIVE, date(2026, 11, 24))
        return matter


@pytest.fixture
def desk(office):
    """A desk in the office."""
    return Desk(office)
