"""A clerk goes through an import: look, alter, check, mend a cell, take in; what was accepted is remembered."""

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from db.ledgers.office import HeadMatch
from db.ledgers.people import Person
from db.ledgers.services import ServiceLog
from db.trouble import Cancelled, Refused
from db.words.clean import Level
from desktop.sheets.importing import How, import_file
from desktop.sheets.proposing import look, targets
from desktop.sheets.reviewing import Mends, recheck, rehearse, take

GOOD, OTHER = "150103194106150011", "150102194306123425"


def workbook(path, *rows, head=("姓名", "身份证号", "联系电话", "家庭住址", "领导批示")):
    """Write a sheet with a title, a head and rows."""
    book = Workbook()
    sheet = book.active
    sheet.append(["老人台账"])
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def sheet(tmp_path):
    """Three rows: sound, a number of 17 digits, sound."""
    return workbook(
        tmp_path / "台账.xlsx",
        ["王德明", GOOD, "13804711234", "3栋2单元501", "阅"],
        ["李桂兰", OTHER[:17], "13904711235", "3栋2单元502", ""],
        ["张三", None, None, "3栋2单元503", ""],
    )


def people(office):
    """Return the names and phones kept, by name."""
    with office.read(office.viewer.unmasked("测试")) as reader:
        rows = reader.rows(select(Person.name, Person.phone).where(Person.removed_at.is_(None)))
        return dict(sorted(tuple(row) for row in rows))


def test_a_look_offers_the_columns_with_samples_and_writes_nothing(office, sheet):
    [offer] = look(sheet, office, "elders")
    assert dict(offer.matching.columns) == {0: "name", 1: "id_number", 2: "phone", 3: "address"}
    assert offer.matching.unknown == ("领导批示",)
    assert (offer.book, offer.rows, offer.sheet) == ("elders", 3, "Sheet")
    assert offer.samples[0][:2] == ("王德明", GOOD)
    assert people(office) == {}


@pytest.mark.parametrize("own", ["姓名", "老人姓名", "姓名（必填）"])
def test_the_head_of_a_household_before_the_name_is_not_taken_for_the_person(office, tmp_path, own):
    sheet = workbook(tmp_path / "a.xlsx", head=("户号", "户主姓名", own, "身份证号"))
    [offer] = look(sheet, office, "elders")
    assert (offer.matching.columns[2], offer.matching.twice) == ("name", ("户主姓名",))


@pytest.mark.slow
def test_an_altered_mapping_is_what_is_taken_in_and_is_offered_the_next_time(office, sheet):
    [offer] = look(sheet, office, "elders")
    altered = offer.mapped({4: "note", 2: None})
    assert dict(altered.matching.columns) == {0: "name", 1: "id_number", 3: "address", 4: "note"}
    assert take(office, altered).outcome.added == 2
    assert people(office) == {"张三": None, "王德明": None}
    [again] = look(sheet, office, "elders")
    assert dict(again.matching.columns) == dict(altered.matching.columns)
    assert again.matching.remembered == {0, 1, 3, 4}
    assert again.matching.ignored == {2}
    with office.read(office.viewer.unmasked("测试")) as reader:
        assert reader.scalar(select(Person.note).where(Person.name == "王德明")) == "阅"
    import_file(office, sheet, How("elders", accept_good=True))  # the command line goes by the memory too
    assert people(office) == {"张三": None, "王德明": None}


@pytest.mark.slow
def test_the_control_a_form_never_met_is_matched_by_its_words_alone(office, sheet, tmp_path):
    take(office, look(sheet, office, "elders")[0].mapped({4: "note", 2: None}))
    other = workbook(tmp_path / "b.xlsx", ["赵一", GOOD], head=("姓名", "身份证号", "联系电话"))
    [offer] = look(other, office, "elders")
    assert (dict(offer.matching.columns)[2], offer.matching.remembered) == ("phone", frozenset())


@pytest.mark.slow
def test_two_headings_of_the_same_words_keep_their_meanings(office, tmp_path):
    sheet = workbook(
        tmp_path / "a.xlsx",
        ["王德明", GOOD, "13804711234", "13904711235"],
        head=("姓名", "身份证号", "联系电话", "联系电话"),
    )
    first = look(sheet, office, "elders")[0]
    assert dict(first.matching.columns) == {0: "name", 1: "id_number", 2: "phone", 3: "phone2"}
    take(office, first)
    assert dict(look(sheet, office, "elders")[0].matching.columns) == dict(first.matching.columns)
    [result] = import_file(office, sheet, How("elders"))
    assert (result.outcome.unchanged, result.outcome.updated) == (1, 0)


@pytest.mark.slow
def test_an_undone_import_forgets_and_the_next_one_remembers_again(office, sheet):
    batch = take(office, look(sheet, office, "elders")[0].mapped({4: "note"})).batch
    office.undo_import(batch)
    assert look(sheet, office, "elders")[0].matching.remembered == frozenset()
    take(office, look(sheet, office, "elders")[0].mapped({4: "note"}))
    assert 4 in look(sheet, office, "elders")[0].matching.remembered
    take(office, look(sheet, office, "elders")[0])
    with office.read() as reader:
        live = select(func.count()).select_from(HeadMatch).where(HeadMatch.removed_at.is_(None))
        assert reader.scalar(live) == 5


def test_a_mapping_to_no_column_is_refused_and_a_key_given_twice_moves(office, sheet):
    [offer] = look(sheet, office, "elders")
    with pytest.raises(Refused):
        offer.mapped({4: "nothing"})
    assert dict(offer.mapped({4: "phone"}).matching.columns) == {0: "name", 1: "id_number", 3: "address", 4: "phone"}
    assert [target.label for target in targets("elders") if target.required] == ["姓名"]


def test_a_dry_run_shows_each_row_with_a_problem_at_its_cell_and_writes_nothing(office, sheet):
    review = rehearse(office, look(sheet, office, "elders")[0])
    assert (review.outcome.read, review.good, review.outcome.refused) == (3, 2, 1)
    row = next(row for row in review.rows if not row.sound)
    assert (row.number, row.level, row.cells["id_number"]) == (4, Level.ERROR, "B4")
    assert row.values["name"] == "李桂兰"
    assert row.problems_of("id_number")
    assert not row.problems_of("phone")
    assert people(office) == {}


def test_a_cell_mended_by_hand_is_judged_at_once_and_comes_in(office, sheet):
    [offer] = look(sheet, office, "elders")
    row = next(row for row in rehearse(office, offer).rows if not row.sound)
    assert not recheck(office, offer, row.mended({"id_number": OTHER[:17] + "0"})).sound
    mended = recheck(office, offer, row.mended({"id_number": OTHER}))
    assert mended.sound
    mends = Mends().with_row(mended)
    assert rehearse(office, offer, mends).outcome.refused == 0
    assert take(office, offer, mends).outcome.added == 3
    assert people(office)["李桂兰"] == "13904711235"


@pytest.mark.slow
def test_a_row_left_out_stays_out(office, sheet):
    [offer] = look(sheet, office, "elders")
    row = next(row for row in rehearse(office, offer).rows if not row.sound)
    result = take(office, offer, Mends().with_row(row.left_out()))
    assert (result.outcome.read, result.outcome.refused) == (2, 0)


@pytest.mark.slow
def test_a_doubtful_row_goes_to_whom_the_clerk_says(office, sheet, tmp_path):
    take(office, look(sheet, office, "elders")[0])
    again = workbook(tmp_path / "b.xlsx", ["王德明", None, "13600000000", None], ["王德明", None, "13700000000", None])
    [offer] = look(again, office, "elders")
    rows = rehearse(office, offer).rows
    assert [row.level for row in rows] == [Level.DOUBT, Level.DOUBT]
    [known] = rows[0].like
    checked = recheck(office, offer, rows[0].meaning(known))
    assert checked.sound
    stranger = recheck(office, offer, rows[1].meaning(None))
    assert stranger.sound
    result = take(office, offer, Mends().with_row(checked).with_row(stranger))
    assert (result.outcome.updated, result.outcome.added) == (1, 1)
    with office.read(office.viewer.unmasked("测试")) as reader:
        assert reader.scalar(select(Person.phone).where(Person.id == known)) == "13600000000"
        assert reader.scalar(select(func.count()).where(Person.name == "王德明")) == 2


@pytest.mark.slow
def test_a_cancelled_job_leaves_nothing(office, tmp_path):
    big = workbook(tmp_path / "c.xlsx", *([f"张{n}", None, None, f"{n}栋1单元101"] for n in range(1, 1300)))
    [offer] = look(big, office, "elders")

    def give_up(_done):
        raise Cancelled

    for work in (rehearse, take):
        with pytest.raises(Cancelled):
            work(office, offer, None, give_up)
    assert people(office) == {}


def test_a_file_changed_after_the_look_is_not_taken_in_unseen(office, sheet):
    [offer] = look(sheet, office, "elders")
    workbook(sheet, ["赵一", GOOD])
    with pytest.raises(Refused):
        take(office, offer)
    assert people(office) == {}


@pytest.mark.parametrize("alone", [False, True])
def test_a_hidden_sheet_is_not_read_and_is_named(office, tmp_path, alone):
    path = tmp_path / "两张.xlsx"
    book = Workbook()
    for name, whose in (("旧表", "王老五"), ("第一网格", "王德明"), ("选项", "")):
        sheet = book.create_sheet(name)
        sheet.append(("姓名", "联系电话", "家庭住址") if whose else ("独居", "空巢"))
        sheet.append((whose, "13804711234", "3栋2单元501") if whose else ("是", "否"))
        sheet.sheet_state = "hidden" if name != "第一网格" else "visible"
    book.remove(book["第一网格" if alone else "Sheet"])
    book.save(path)
    if alone:
        with pytest.raises(Refused, match="隐藏的工作表“旧表”没有读；要导入，请在 Excel 或 WPS 里取消隐藏"):
            look(path, office, "elders")
        return
    [offer] = look(path, office, "elders")
    assert (offer.sheet, offer.hidden) == ("第一网格", ("旧表",)), "a page of choices is no list, and is not named"
    [result] = import_file(office, path, How("elders"))
    assert (result.hidden, list(people(office))) == (("旧表",), ["王德明"])


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("2026年11月走访台账", "2026-11-21"),
        ("填报日期：2026.11.30", "2026-11-21"),
        ("走访台账", ""),
        ("2025年、2026年走访", ""),
    ],
)
def test_a_day_without_a_year_is_of_the_year_that_the_title_names(office, tmp_path, title, told):
    path = tmp_path / "台账.xlsx"
    book = Workbook()
    for row in ([title], ["姓名", "身份证号", "家庭住址", "上次走访"], ["王德明", GOOD, "3栋2单元501", "11月21日"]):
        book.active.append(row)
    book.save(path)
    [offer] = look(path, office, "elders")
    review = rehearse(office, offer)
    problems = [one.reason for row in review.rows for one in row.problems_of("last_visit")]
    if told:
        assert problems == []
        take(office, offer)
        with office.read() as reader:
            assert (
                str(reader.scalar(select(func.max(ServiceLog.at, type_=ServiceLog.at.type))).astimezone().date())
                == told
            )
    else:
        assert problems == [
            "“11月21日”没有年份。请写成 1941-06-15 这样的日期。走访等日期，表的标题里写明年份的，按标题的年份认。"
        ]
        mended = recheck(office, offer, review.rows[0].mended({"last_visit": "2026-11-21"}))
        assert mended.sound


def test_no_title_tells_when_somebody_was_born(office, tmp_path):
    path = tmp_path / "台账.xlsx"
    book = Workbook()
    for row in (["2026年老人台账"], ["姓名", "出生日期", "家庭住址"], ["王德明", "6月15日", "3栋2单元501"]):
        book.active.append(row)
    book.save(path)
    [offer] = look(path, office, "elders")
    [row] = rehearse(office, offer).rows
    assert "没有年份" in row.problems_of("birth_date")[0].reason
