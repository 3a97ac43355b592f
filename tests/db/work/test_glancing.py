"""The card at the desk: what is still open for the person who stands there."""

from db.ledgers.matters import MatterKind, StepAction
from db.ledgers.parties import PartySide
from db.ledgers.people import Person
from db.work.calling import reminders
from db.work.discussing import raise_matter
from db.work.glancing import glance_at
from db.work.guards import Move
from db.work.mediating import link_party
from db.work.stepping import step


def raised(writer, subject, person=None):
    matter = raise_matter(writer, {"kind": MatterKind.APPEAL, "subject": subject})
    if person is not None:
        link_party(writer, matter, PartySide.INFORMANT, person)
    return matter


def test_the_card_names_the_open_matters_of_the_person_and_no_others(office):
    with office.write("试") as writer:
        person = writer.add(Person, {"name": "赵玉兰"})
        raised(writer, "路灯不亮", person)
        closed = raised(writer, "已经撤回的", person)
        step(writer, closed, Move(StepAction.WITHDRAW, None, "自行解决"))
        raised(writer, "别人的事")
    with office.read() as reader:
        assert glance_at(reader, person).needs == ["2026-11-24 诉求：路灯不亮（登记）"]


def test_what_must_be_closed_within_a_fortnight_is_reminded_of_by_kind(office):
    with office.write("试") as writer:
        raised(writer, "路灯不亮")
        raise_matter(writer, {"kind": MatterKind.DISPUTE, "subject": "漏水"})
        raise_matter(writer, {"kind": MatterKind.PETITION, "subject": "三十年前的补偿"})
    with office.read() as reader:
        told = {one.key: (one.day.isoformat(), one.count) for one in reminders(reader)}
    assert told == {"matters": ("2026-12-01", 1)}, "a dispute has its limit from 受理 on, a petition in 15 days"
