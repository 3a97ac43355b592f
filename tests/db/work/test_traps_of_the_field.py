"""Traps of real ledgers that no other test holds (the table of all stands in tests/house/test_traps.py)."""

from datetime import date

import openpyxl
import pytest
from sqlalchemy import func, select

from db.books import BOOKS
from db.ledgers.areas import Area, AreaLevel
from db.ledgers.matters import MatterKind
from db.ledgers.parties import MatterParty, PartySide
from db.ledgers.people import Person
from db.store import query
from db.store.query import Query
from db.work.stepping import register
from db.work.taking import RawRow, take_in
from desktop.sheets.importing import How, import_file

pytestmark = pytest.mark.slow
FIVE = [
    {"name": "王秀英", "birth_date": f"194{n}-03-0{n + 1}", "address": f"{n + 1}栋1单元101", "phone": f"1380471000{n}"}
    for n in range(5)
]
DAY = date(2026, 11, 24)


def take(office, *values):
    with office.write("导入") as writer:
        rows = [RawRow(n, one, dict.fromkeys(one, f"A{n}")) for n, one in enumerate(values, 2)]
        return take_in(writer, BOOKS["people"], rows, "台账.xlsx")


def people(office):
    with office.read(office.viewer.unmasked("核对")) as reader:
        return sorted(tuple(row) for row in reader.rows(select(Person.birth_date, Person.phone)))


def test_five_neighbours_of_one_name_stay_five_and_none_takes_what_is_said_of_another(office):
    assert take(office, *FIVE).added == 5
    before = people(office)
    assert take(office, *FIVE).unchanged == 5
    assert take(office, FIVE[2] | {"phone": "13999990000"}).updated == 1
    assert take(office, {"name": "王秀英", "phone": "13700000000"}).refused == 1
    now = people(office)
    assert now == [(born, "13999990000" if born == date(1942, 3, 3) else phone) for born, phone in before]


@pytest.mark.parametrize(("born", "there"), [(DAY.replace(year=1961), True), (date(1961, 11, 25), False)])
def test_an_elder_is_in_the_book_from_the_65th_birthday_on(office, born, there):
    with office.write("登记") as writer:
        writer.add(Person, {"name": "钱小梅", "birth_date": born})
    with office.read() as reader:
        assert (query.count(reader, Query(BOOKS["elders"])) == 1) is there


def test_one_person_in_two_disputes_stays_in_each_as_he_was_then(office):
    with office.write("登记") as writer:
        one = writer.add(Person, {"name": "赵玉梅", "phone": "13804710001"})
        for phone in ("13804710001", "13804710002"):
            matter = register(writer, {"kind": MatterKind.DISPUTE, "raised_on": DAY, "content": f"漏水{phone}"})
            party = {"matter_id": matter, "side": PartySide.APPLICANT, "name": "赵玉梅", "phone": phone}
            writer.add(MatterParty, party | {"person_id": one})
    with office.write("改名") as writer:
        writer.change(Person, one, {"name": "赵改名", "phone": "13804719999"})
    with office.read(office.viewer.unmasked("核对")) as reader:
        said = sorted(reader.rows(select(MatterParty.name, MatterParty.phone)))
        distinct = reader.scalar(select(func.count(func.distinct(MatterParty.person_id))))
    assert [tuple(row) for row in said] == [("赵玉梅", "13804710001"), ("赵玉梅", "13804710002")]
    assert distinct == 1


HEADS = (
    "序号 姓名 性别 身份证号 民族 政治面貌 文化程度 婚姻状况 联系电话 家庭地址 健康状况 职业 籍贯 曾用名 户号 居住状况 "
    "户籍地址 备注"
).split()


def test_a_row_of_19_values_under_18_headings_shifts_none_of_them(office, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    row = (
        "1 王德明 男 150103194106150011 汉族 群众 小学 已婚 13804711234 3栋2单元501 良好 农民 山西 王小明 12 独居 "
        "光明村 好人 多出来的"
    ).split()
    assert (len(HEADS), len(row)) == (18, 19)
    book.active.append(row)
    book.save(tmp_path / "表.xlsx")
    [result] = import_file(office, tmp_path / "表.xlsx", How("people"))
    assert (result.outcome.added, result.outcome.refused) == (1, 0)
    with office.read(office.viewer.unmasked("核对")) as reader:
        [row] = query.cells(reader, BOOKS["people"], query.ids(reader, Query(BOOKS["people"])))
    assert (row["phone"], row["hukou_address"], row["note"]) == ("13804711234", "光明村", "好人")
    assert "多出来的" not in {str(one) for one in row.values()}


def test_a_street_whose_number_lies_among_the_firms_is_a_street(office):
    with office.write("区划") as writer:
        street = writer.add(Area, {"level": AreaLevel.STREET, "code": "150102402", "name": "丁香路街道"})
    with office.read() as reader:
        found = reader.get(Area, street)
    assert (found.level, found.code, found.name) == (AreaLevel.STREET, "150102402", "丁香路街道")
