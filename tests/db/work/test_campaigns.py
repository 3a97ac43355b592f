"""Calling rounds: the list is of those in special difficulty, in door order; the log is never doubled."""

from datetime import date

from sqlalchemy import select

from db.ledgers.areas import Dwelling
from db.ledgers.people import Contact, Person, PersonTag, Placement
from db.ledgers.services import Reached, ServiceLog
from db.work.campaigns import Campaign, call_list, log_calls

DAY = date(2026, 11, 24)


def test_one_click_lists_whom_to_call_and_logs_who_answered(office):
    with office.write("登记") as writer:
        people = []
        for number, tag in ((3, "lives_alone"), (1, "empty_nest"), (2, None)):
            door = writer.add(Dwelling, {"full_address": f"锦绣小区{number}号楼1单元101"})
            one = writer.add(Person, {"name": f"老人{number}", "birth_date": date(1940, 1, 1), "phone": "13804710001"})
            writer.add(Placement, {"person_id": one, "dwelling_id": door})
            if tag:
                writer.add(PersonTag, {"person_id": one, "tag": tag})
            people.append(one)
        writer.add(Contact, {"person_id": people[1], "name": "李建国", "phone": "13904710002"})
    with office.read() as reader:
        calls = call_list(reader)
    assert [call.name for call in calls] == ["老人1", "老人3"]
    assert (calls[0].age, calls[0].contact, calls[0].phone) == (86, "李建国", "138****0001")
    with office.write("叫应") as writer:
        answers = {people[0]: None, people[1]: Reached.MISSED}
        first = log_calls(writer, Campaign.COLD, DAY, answers, ["张敏"])
        again = log_calls(writer, Campaign.COLD, DAY, answers)
        assert all(one.service for one in first.values())
        assert all(one.already for one in again.values())
        assert set(writer.reader.rows(select(ServiceLog.content))) == {("寒潮叫应",)}
