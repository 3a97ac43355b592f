"""The first page by real keys: figures after the paint, Enter logs a visit, every number opens its list."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.documents import Document
from db.ledgers.matters import MatterKind
from db.ledgers.people import Person
from db.ledgers.services import LogKind, Reached, ServiceLog
from db.store import engine
from db.store.drafts import Draft
from db.trouble import Cancelled
from db.work.calling import Reminder
from db.work.desk import NO_GRID
from db.work.discussing import raise_matter
from desktop.app import application
from desktop.bus import Place
from desktop.jobs import Progress
from desktop.views.dashboard_page import day_of
from desktop.views.desk_cards import CARDS
from desktop.views.desk_panels import place_of
from desktop.widgets.cards import CardRow, Told
from desktop.widgets.charts import Bar, Bars
from desktop.widgets.worklist import ACTION, MARKS, NAME
from tests.counter import seat, settle

TODAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC)
ROWS = [
    {"name": "张秀英", "birth_date": "1943-06-12", "area": "第三网格", "tags": "独居", "last_visit": "2026-09-01"},
    {"name": "李德明", "birth_date": "1935-02-02", "area": "第三网格", "tags": "失能", "last_visit": "2026-09-20"},
    {"name": "王桂兰", "birth_date": "1950-11-26", "area": "第一网格", "last_visit": "2026-11-20"},
    {"name": "陈淑珍", "birth_date": "1940-01-01", "area": "第一网格", "tags": "独居", "last_visit": "2026-11-24"},
]


@pytest.fixture
def desk(office, counter):
    seat(office, ROWS)
    made = counter(office, "dashboard")
    settle(made)
    return made


def page_of(desk):
    return desk.window.built["dashboard"]


def cells(page, column):
    model = page.list.rows
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


@pytest.mark.slow
def test_the_day_its_rows_and_its_chips_agree(desk):
    page = page_of(desk)
    assert page.recorded.text() == "昨天没有录入，本周还有 2 人要走访。"
    assert cells(page, NAME) == ["张秀英", "李德明", "✓ 陈淑珍"]
    assert cells(page, MARKS)[0] == "逾期、独居、80+"
    assert cells(page, ACTION) == ["登记 Enter", "登记", "已完成"]
    assert page.chips["独居"].text() == "独居 2"
    QTest.mouseClick(page.chips["独居"], Qt.MouseButton.LeftButton)
    assert cells(page, NAME) == ["张秀英", "✓ 陈淑珍"]
    assert page.progress.ring.accessibleName().startswith("走访进度 50%")
    assert "第三网格 0/2，落后" in page.progress.bars.accessibleName()
    assert "本周 1" in page.weeks.columns.accessibleName()


@pytest.mark.slow
def test_every_card_opens_as_many_rows_as_it_says(desk):
    page = page_of(desk)
    with desk.store.write("登记") as writer:
        for kind in (MatterKind.DISPUTE, MatterKind.DISPUTE, MatterKind.DISCUSSION, MatterKind.APPEAL):
            raise_matter(writer, {"kind": kind, "raised_on": date(2026, 10, 1), "content": kind.label})
    page.load()
    settle(desk)
    said = {name: (card.figure.text(), card.side.text()) for name, card in page.cards.cards.items()}
    assert (said["disputes"], said["answers"]) == (("2", ""), ("1", "1 件超期"))
    for one in CARDS:
        card = page.cards.cards[one.name]
        desk.bus.go.emit(Place("dashboard"))
        QTest.keyClick(card, Qt.Key.Key_Space)
        assert desk.window.current() == one.place.page
        listed = desk.window.built[one.place.page].model.rowCount()
        assert card.figure.text() == str(listed), one.heading
    settle(desk)


def test_five_cards_stand_in_one_row_of_the_smallest_window_and_none_is_narrower_than_its_words(qtbot):
    application()
    row = CardRow()
    qtbot.addWidget(row)
    for one in CARDS:
        row.add(one.name, one.heading, one.picture, quiet=one.quiet)
    row.resize(868, 120)
    row.show()
    loud = [row.cards[one.name] for one in CARDS if not one.quiet]

    def told(words):
        for card in loud:
            row.tell(next(name for name, known in row.cards.items() if known is card), Told("211", "人", words))
        QApplication.processEvents()
        assert all(card.width() >= card.wanted() for card in loud)
        return len({card.y() for card in loud})

    assert told("已完成 5 人") == 1
    assert told("还有一百二十一户没有去过") == 2, "the control: longer words take a second row at once"
    assert not row.cards["elders"].isHidden()


@pytest.mark.slow
def test_enter_goes_to_the_visit_and_the_arrows_choose_whose(desk):
    page, went = page_of(desk), []
    desk.bus.go.disconnect()
    desk.bus.go.connect(went.append)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert cells(page, ACTION) == ["登记", "登记 Enter", "已完成"]
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert went == [Place("visits", new=True, ids=(page.day.desk.calls[1].id,))]


@pytest.mark.slow
def test_before_closing_tells_what_is_unsaved_unprinted_unbacked(desk):
    page = page_of(desk)

    def words():
        parts = page.closing.parts
        return [parts.itemAt(n).widget().text() for n in range(parts.count()) if parts.itemAt(n).widget()]

    assert words() == ["✓ 都已保存", "● 今天的走访表未打印", "● 今天的改动未备份，点此备份"]
    desk.store.keep_draft(Draft("elders", None, None, desk.store.clock.now(), {"name": "王"}))
    backup = page.closing.parts.itemAt(2).widget()
    QTest.mouseClick(backup, Qt.MouseButton.LeftButton)
    settle(desk)
    assert words() == ["● 老年人台账有草稿未保存", "● 今天的走访表未打印", "✓ 已备份"]


def test_a_bar_is_opened_by_its_keys(qtbot):
    application()
    bars, opened = Bars(), []
    qtbot.addWidget(bars)
    bars.show_bars([Bar("第一网格", 4, 8, behind=True), Bar("第二网格", 8, 8, behind=False)])
    bars.chosen.connect(opened.append)
    bars.resize(300, 60)
    QTest.keyClick(bars, Qt.Key.Key_Down)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert opened == [1]
    assert bars.accessibleName() == "各网格走访进度：第一网格 4/8，落后；第二网格 8/8"
    assert bars.grab().toImage().pixelColor(200, 10).isValid()


@pytest.mark.slow
def test_cards_show_what_is_counted_and_mark_what_is_being_counted(desk):
    page, told = page_of(desk), []
    whole = day_of(desk.store, told.append)
    page.day = None
    page._show_early(told[0])
    figures = {name: card.figure.text() for name, card in page.cards.cards.items()}
    assert (figures["elders"], figures["today"], figures["overdue"], figures["incomplete"]) == ("4", "…", "…", "…")
    page._show_early(told[1])
    assert page.cards.cards["incomplete"].figure.text() == str(whole.desk.figures.incomplete)
    page._show(whole)
    assert page.cards.cards["today"].figure.text() == "2"


@pytest.mark.slow
def test_early_figures_never_take_the_place_of_whole_ones(desk):
    page, told = page_of(desk), []
    day_of(desk.store, told.append)
    page._show_early(told[0])
    assert page.cards.cards["today"].figure.text() == "2"


def test_figures_that_nobody_waits_for_are_read_no_further(desk, monkeypatch):
    page = page_of(desk)
    asked = []
    monkeypatch.setattr(page.jobs, "run", lambda *_: asked.append(Progress()) or asked[-1])
    page.load()
    page.load()
    assert [one.cancelled for one in asked] == [True, False]
    desk.break_off()
    assert asked[-1].cancelled
    monkeypatch.setattr(engine, "STEPS", 1)
    with pytest.raises(Cancelled):
        day_of(desk.store, lambda _: None, lambda: True)
    assert day_of(desk.store, lambda _: None, lambda: False).desk is not None


def logged(desk):
    with desk.store.read() as reader:
        return reader.rows(
            select(Person.name, ServiceLog.kind, ServiceLog.reached)
            .join(Person, Person.id == ServiceLog.person_id)
            .where(Person.name == "张秀英", ServiceLog.at >= datetime(2026, 11, 23, 16, tzinfo=UTC))
        )


def test_enter_on_a_row_begins_the_visit_of_that_person_and_keys_alone_finish_it(desk, qtbot):
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    page = page_of(desk)
    page.list.setFocus()
    assert cells(page, NAME)[0] == "张秀英"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert desk.window.current() == "visits"
    quick = desk.window.built["visits"].quick
    assert quick.who.text() == "张秀英"
    assert quick.who.person == page.list.rows.calls[0].id
    for keys in ("", "", "1", ""):
        QTest.keyClicks(desk.window.focusWidget(), keys)
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    settle(desk)
    assert [tuple(row) for row in logged(desk)] == [("张秀英", LogKind.VISIT, Reached.SEEN)]


def test_the_link_of_a_form_begins_a_visit_even_where_errands_were_logged_last(desk):
    desk.bus.go.emit(Place("visits"))
    visits = desk.window.built["visits"]
    visits.show_segment("errands")
    desk.bus.go.emit(Place("elders"))
    settle(desk)
    elders = desk.window.built["elders"]
    row = next(n for n, one in enumerate(elders.model.ids) if one == page_of(desk).list.rows.calls[0].id)
    elders.open_row(row)
    QTest.mouseClick(elders.form.visit, Qt.MouseButton.LeftButton)
    assert desk.window.current() == "visits"
    assert visits.quick.who.text() == "张秀英"
    assert not visits.quick.errands
    assert visits.segment == "records"


def test_a_reminder_opens_just_what_it_counts_and_the_open_cases_where_it_names_not_all():
    ids = tuple(uuid4() for _ in range(2))
    told = [place_of(Reminder("groups", date(2026, 11, 24), count, ids)) for count in (2, 60)]
    assert told == [Place("matters", ids=ids, text="群体事项"), Place("matters", where=(("chip", "group"),))]
    assert place_of(Reminder("certify", date(2026, 11, 24), 60, ids)) == Place("elders", ids=ids)
    assert place_of(Reminder("agreed", date(2026, 11, 24), 2, ids)) == Place("visits", form="plan", ids=ids)


def served(desk):
    """Keep errands of this week and the last, with and without money, and visits at which somebody was met or not."""
    with desk.store.write("登记") as writer:
        whom = writer.reader.rows(select(Person.id, Person.area_id).where(Person.name == "王桂兰"))[0]
        for day, kind, more in (
            (23, LogKind.ERRAND, {"amount": 30}), (24, LogKind.ERRAND, {}), (17, LogKind.ERRAND, {"amount": 12}),
            (17, LogKind.ERRAND, {"amount": 5, "settled_on": TODAY}), (24, LogKind.VISIT, {"amount": 8}),
            (24, LogKind.VISIT, {"reached": Reached.MISSED}), (18, LogKind.WELFARE_CHECK, {"reached": Reached.SEEN}),
            (24, LogKind.VISIT, {"next_due": date(2026, 11, 26), "reached": Reached.SEEN}),
        ):  # fmt: skip
            at = datetime(2026, 11, day, 2, tzinfo=UTC)
            writer.add(ServiceLog, {"person_id": whom[0], "area_id": whom[1], "at": at, "kind": kind, **more})
    page_of(desk).load()
    settle(desk)


def listed(desk, go):
    """Come back to the first page, follow what leads from it, and count the rows of the list that opens."""
    desk.bus.go.emit(Place("dashboard"))
    go()
    page = desk.window.built[desk.window.current()]
    listing = page.plan.listing if page is desk.window.built.get("visits") and page.segment == "plan" else page.listing
    listing.settle()
    return listing.model.rowCount()


def test_every_figure_of_services_opens_just_its_records(desk):
    page = page_of(desk)
    served(desk)
    errands = page.cards.cards["errands"]
    assert errands.figure.text() == "2"
    assert listed(desk, lambda: QTest.keyClick(errands, Qt.Key.Key_Space)) == 2
    assert listed(desk, lambda: desk.bus.go.emit(Place("visits", where=(("kind", "errand"),)))) == 4, (
        "control: all weeks"
    )
    assert listed(desk, lambda: desk.bus.go.emit(Place("visits"))) == 9 - 1, (
        "all but errands, and none of a week chosen"
    )
    for key, count in (("money", 3), ("agreed", 1)):
        one = next(one for one in page.day.early.reminders if one.key == key)
        assert (one.count, listed(desk, lambda one=one: desk.bus.go.emit(place_of(one)))) == (count, count)
    assert [told for _, told in page.weeks.columns.values[-2:]] == [2, 3]
    for week, count in ((7, 3), (6, 2)):
        page.weeks.columns.current = week
        assert listed(desk, lambda: QTest.keyClick(page.weeks.columns, Qt.Key.Key_Return)) == count


def test_every_bar_of_a_grid_and_the_ring_open_whom_nobody_has_visited_yet(desk):
    page = page_of(desk)
    seat(desk.store, [{"name": "高玉兰", "birth_date": "1935-02-02", "tags": "独居"}])
    page.load()
    settle(desk)
    shares = page.progress.shares
    assert {one.name for one in shares} == {"第一网格", "第三网格", NO_GRID}
    for row, one in enumerate(shares):
        page.progress.bars.current = row
        assert listed(desk, lambda: QTest.keyClick(page.progress.bars, Qt.Key.Key_Return)) == one.whole - one.done
    left = sum(one.whole - one.done for one in shares)
    assert listed(desk, lambda: QTest.keyClick(page.progress.ring, Qt.Key.Key_Space)) == left == 3


def closing_words(page):
    parts = page.closing.parts
    return [parts.itemAt(n).widget().text() for n in range(parts.count()) if parts.itemAt(n).widget()]


def test_before_closing_is_told_anew_whenever_the_page_comes_into_sight(desk, qtbot, tmp_path):
    page = page_of(desk)
    desk.store.second = tmp_path / "pulled"
    desk.bus.go.emit(Place("elders"))
    desk.bus.unsaved.emit("elders", 2)
    with desk.store.write("打印", kind="note") as writer:
        about = {"data_day": TODAY, "printed_by": "王芳", "privacy": "随身", "title_text": "今日走访路线单"}
        for number in ("K7M2PX9Q-01", "K7M2PX9Q-02"):
            writer.add(Document, {"sheet_no": number, "form": "route_sheet", "printed_at": MORNING, **about})
    desk.bus.go.emit(Place("dashboard"))
    printed = f"✓ 走访表 {MORNING.astimezone():%H:%M} 已打印"
    left = [
        "● 老年人台账有草稿未保存",
        printed,
        "● 2 份表领出未收回",
        "● 今天的改动未备份，点此备份",
        "● 第二处备份接不上",
    ]
    qtbot.waitUntil(lambda: closing_words(page) == left)
    QTest.mouseClick(page.closing.parts.itemAt(2).widget(), Qt.MouseButton.LeftButton)
    register = desk.window.built["print_centre"].register
    assert register.isVisible()
    assert register.model.rowCount() == 2


def test_ctrl_z_on_the_first_page_takes_back_what_was_saved_on_another(desk, qtbot):
    page = page_of(desk)
    seat(desk.store, [{"name": "高玉兰", "birth_date": "1935-02-02"}])
    desk.bus.changed.emit(frozenset())
    qtbot.waitUntil(lambda: page.cards.cards["elders"].figure.text() == "5")
    QTest.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.toast.words.text().startswith("已撤销")
    qtbot.waitUntil(lambda: page.cards.cards["elders"].figure.text() == "4")


def test_the_day_turns_while_the_program_stands_open(desk, qtbot):
    page = page_of(desk)
    assert page.heading.text() == "11月24日 星期二"
    desk.clock = desk.store.clock = Clock(date(2026, 11, 25))
    desk.midnight.timeout.emit()
    qtbot.waitUntil(lambda: page.heading.text() == "11月25日 星期三")
