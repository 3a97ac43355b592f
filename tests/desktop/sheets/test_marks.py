"""An edited export comes back: just the edited cells change, the key finds the record, a tampered key is refused."""

import openpyxl
import pytest
from sqlalchemy import func, select

from db.books import BOOKS
from db.ledgers.people import Contact, Person, PersonTag
from db.work.taking import RawRow, take_in
from desktop.sheets.exporting import export_book, export_like, template_of
from desktop.sheets.importing import How, import_file
from desktop.sheets.marks import HEADING

pytestmark = pytest.mark.slow

WANG = {
    "name": "王德明", "id_number": "150103194106150011", "phone": "13804711234", "address": "3栋2单元501",
    "area": "第三网格", "tags": "独居、特困", "contact_name": "王小红", "contact_phone": "13904711235",
}  # fmt: skip
LI = {"name": "李桂兰", "id_number": "150102194306123425", "phone": "13904710000", "address": "5栋1单元101"}


@pytest.fixture
def peopled(office):
    """An office of two elders."""
    with office.write("试") as writer:
        take_in(writer, BOOKS["elders"], [RawRow(2, WANG), RawRow(3, LI)], "试.xlsx")
    return office


def edited(path, edits, name="王德明"):
    """Edit cells of the row of a name by heading; title in row 1, head in row 2."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = {cell.value.rstrip("*"): cell.column for cell in sheet[2]}
    row = next(row[0].row for row in sheet.iter_rows(min_row=3) if row[head["姓名"] - 1].value == name)
    for heading, value in edits.items():
        sheet.cell(row, head[heading]).value = value
    book.save(path)
    return path


def taken(office, path):
    """Take an export in and return the outcome."""
    [result] = import_file(office, path, How("elders", accept_good=True))
    return result.outcome


def told(office, *columns, name=None):
    """Return columns of people, of one name or all by name."""
    with office.read(office.viewer.unmasked("测试")) as reader:
        statement = select(*columns).where(Person.removed_at.is_(None)).order_by(Person.name)
        return [tuple(row) for row in reader.rows(statement.where(Person.name == name) if name else statement)]


def counts(outcome):
    """Return added, updated, unchanged, refused."""
    return outcome.added, outcome.updated, outcome.unchanged, outcome.refused


@pytest.fixture
def masked(peopled, tmp_path):
    """A masked export."""
    export_book(peopled, BOOKS["elders"], tmp_path / "a.xlsx", "")
    return tmp_path / "a.xlsx"


def test_a_masked_export_taken_in_again_changes_nothing(peopled, masked):
    assert counts(taken(peopled, masked)) == (0, 0, 2, 0)


def test_only_the_edited_cell_changes_though_the_rest_is_masked_and_the_office_has_news(peopled, masked):
    [(person,)] = told(peopled, Person.id, name="王德明")
    with peopled.write("改电话") as writer:
        writer.change(Person, person, {"phone": "13700000000"})
    edited(masked, {"民族": "蒙古族"})
    assert counts(taken(peopled, masked)) == (0, 1, 1, 0)
    assert told(peopled, Person.phone, Person.ethnic, Person.id_number, name="王德明") == [
        ("13700000000", "02", WANG["id_number"])
    ]


def test_the_key_finds_the_person_whose_name_and_number_were_edited(peopled, masked):
    edited(masked, {"姓名": "王得明", "身份证号": "150103194106150038"})
    assert counts(taken(peopled, masked)) == (0, 1, 1, 0)
    assert told(peopled, Person.name, Person.id_number) == [
        ("李桂兰", LI["id_number"]), ("王得明", "150103194106150038"),
    ]  # fmt: skip


def test_the_control_without_the_key_the_same_edit_is_another_person(peopled, tmp_path):
    path = tmp_path / "b.xlsx"
    export_book(peopled, BOOKS["elders"], path, "核对用")
    edited(path, {"姓名": "王得明", "身份证号": "150103194106150038", HEADING: None})
    assert counts(taken(peopled, path)) == (1, 0, 1, 0)


@pytest.mark.parametrize("key", ["乱写的", "A" * 60])
def test_a_tampered_key_is_refused_in_a_sentence_and_nothing_changes(peopled, masked, key):
    edited(masked, {HEADING: key, "民族": "蒙古族"})
    outcome = taken(peopled, masked)
    assert counts(outcome) == (0, 0, 1, 1)
    assert "记录号被改动过" in outcome.problems[0].problem.reason
    assert told(peopled, Person.ethnic, name="王德明") == [(None,)]


def test_a_copied_row_is_another_person_and_leaves_the_first_alone(peopled, tmp_path):
    path = tmp_path / "b.xlsx"
    export_book(peopled, BOOKS["elders"], path, "核对用")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.append([cell.value for cell in sheet[4]])
    book.save(path)
    last = sheet.max_row
    head = {cell.value.rstrip("*"): cell.column for cell in sheet[2]}
    sheet.cell(last, head["姓名"]).value = "孙新来"
    sheet.cell(last, head["身份证号"]).value = "150103194106150038"
    sheet.cell(last, head["出生日期"]).value = None
    book.save(path)
    assert counts(taken(peopled, path)) == (1, 0, 2, 0)
    assert [name for (name,) in told(peopled, Person.name)] == ["孙新来", "李桂兰", "王德明"]


def test_emptied_cells_empty_what_they_may_and_the_clerk_is_told_of_the_rest(peopled, masked):
    edited(masked, {"联系电话": None, "类别": None, "住址": None})
    outcome = taken(peopled, masked)
    assert [one.problem.field for one in outcome.problems] == ["address"]
    assert counts(outcome) == (0, 1, 1, 0)
    assert told(peopled, Person.phone, name="王德明") == [(None,)]
    with peopled.read() as reader:
        assert reader.scalar(select(func.count()).where(PersonTag.until.is_(None))) == 0


def test_another_name_of_the_contact_is_that_contact_renamed(peopled, masked):
    edited(masked, {"联系人": "王小虹"})
    assert counts(taken(peopled, masked)) == (0, 1, 1, 0)
    with peopled.read(peopled.viewer.unmasked("测试")) as reader:
        assert [tuple(row) for row in reader.rows(select(Contact.name, Contact.phone))] == [("王小虹", "13904711235")]


def test_an_edited_tag_cell_ends_what_it_no_longer_names(peopled, masked):
    edited(masked, {"类别": "独居"})
    assert counts(taken(peopled, masked)) == (0, 1, 1, 0)


def test_a_record_that_is_gone_is_told_and_nothing_is_made_of_it(peopled, masked):
    [(person,)] = told(peopled, Person.id, name="王德明")
    with peopled.write("移除") as writer:
        writer.remove(Person, person)
    edited(masked, {"民族": "蒙古族"})
    outcome = taken(peopled, masked)
    assert counts(outcome) == (0, 0, 1, 1)
    assert "已不在" in outcome.problems[0].problem.reason


def test_the_key_is_a_hidden_column_of_exports_and_of_nothing_else(peopled, masked, tmp_path):
    sheet = openpyxl.load_workbook(masked).active
    letters = {cell.value: cell.column_letter for cell in sheet[2]}
    assert sheet.column_dimensions[letters[HEADING]].hidden
    assert not any(sheet.column_dimensions[letter].hidden for name, letter in letters.items() if name != HEADING)
    template_of(peopled, BOOKS["elders"], tmp_path / "t.xlsx")
    export_like(peopled, BOOKS["elders"], tmp_path / "t.xlsx", tmp_path / "f.xlsx", "")
    for name in ("t.xlsx", "f.xlsx"):
        assert HEADING not in str(
            [cell.value for row in openpyxl.load_workbook(tmp_path / name).active for cell in row]
        )
