"""A clerk at the real window of the case pages: what is typed, which keys are pressed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.matters import MatterState, Outcome, StepAction
from db.ledgers.parties import MatterParty
from db.store.store import Store
from tests.counter import open_counter

TUESDAY = date(2026, 11, 24)
A = StepAction


@pytest.fixture
def at_desk(folder, password, qtbot):
    """A function that opens the real window on a page, on a day."""
    opened = []

    def open_on(page, day=TUESDAY):
        while opened:
            opened.pop().close_office()
        made = open_counter(Store.open(folder, password, Clock(day)), qtbot, page)
        opened.append(made)
        return made, made.window.built[page]

    yield open_on
    for one in opened:
        one.close_office()
        one.window.close()


def typed(widget, text):
    """Type into the widget that has the focus, as its kind takes it."""
    widget.setFocus()
    if isinstance(widget, QComboBox):
        at = next(n for n in range(widget.count()) if widget.itemText(n) == text)
        while widget.currentIndex() != at:
            QTest.keyClick(widget, Qt.Key.Key_Down if widget.currentIndex() < at else Qt.Key.Key_Up)
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        widget.selectAll()
        by_input_method(widget, text)


def by_input_method(widget, text):
    """Type digits and letters by keys, Chinese as an input method commits it."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def fill(editors, values):
    QTest.qWait(20)  # what was just laid out is shown, and the first field takes the focus
    for key, text in values.items():
        typed(editors[key].widget, text)


def keys(page, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.qWait(20)
    QTest.keyClick(QApplication.focusWidget() or page, key, modifier)
    QApplication.processEvents()


CTRL = Qt.KeyboardModifier.ControlModifier


def registered(page):
    """Register a dispute by keys; the sheet opens with Ctrl+N and is kept with Ctrl+Enter."""
    page.list.setFocus()
    keys(page, Qt.Key.Key_N, CTRL)
    fill(page.sheet.editors, {
        "applicant.name": "王建华", "applicant.phone": "13804712211", "respondent.name": "刘桂珍",
        "raised_on": "20261124", "subject": "楼上漏水", "content": "卫生间防水层老化，渗漏到楼下。",
        "dispute_type": "邻里纠纷", "source": "当事人申请",
    })  # fmt: skip
    keys(page, Qt.Key.Key_Return, CTRL)
    assert page.stack.currentWidget() is page.file, page.sheet.fields.wrong.text()
    return page.file


def confirmed(file, **values):
    """Fill the panel of a step and confirm it with Ctrl+Enter."""
    assert file.steps.isVisible()
    QTest.qWait(20)
    assert file.steps.isAncestorOf(QApplication.focusWidget())
    fill(file.steps.editors, values)
    keys(file.steps, Qt.Key.Key_Return, CTRL)
    return file.facts.matter.status


def noted(file, action, text):
    typed(file.noting.action, action.label)
    typed(file.noting.text, text)
    keys(file, Qt.Key.Key_Return)


def edited(file, key, values):
    """Open a card where a gate leads, fill it, keep it with Ctrl+Enter."""
    file.lead_to(key)
    fill(file.parts[key].editors, values)
    keys(file, Qt.Key.Key_Return, CTRL)


def with_mediator(file):
    edited(file, "parties", {"side": "调解员", "name": "张伟"})


def in_hand(page):
    """Bring a dispute to the table: accepted, looked into, mediated."""
    file = registered(page)
    keys(page, Qt.Key.Key_Return, CTRL)
    assert confirmed(file) is MatterState.ACCEPTED
    noted(file, A.INSPECT, "到场查看，系防水层老化。")
    noted(file, A.MEDIATE, "双方同意分担维修费。")
    with_mediator(file)
    return file


PAPERS = (("rights_notice", {"rights_notice_on": "2026-11-24"}),)
NUMBERS = ("150103194106150011", "330203195212310019")


def with_numbers(file):
    """Give both parties their numbers: papers of identity."""
    with file.store.write("补号") as writer:
        rows = writer.reader.rows(
            select(MatterParty.id).where(MatterParty.name.in_(("王建华", "刘桂珍"))).order_by(MatterParty.sort)
        )
        for (one,), number in zip(rows, NUMBERS, strict=True):
            writer.change(MatterParty, one, {"id_number": number})
    file.show_case(file.matter)


AGREED = {"terms": "刘桂珍承担防水维修。", "perform_due": "2026-12-01"}


def closed_as(file, way):
    if way is Outcome.FAILED:
        edited(file, "outcome", {"failed_reason": "双方对金额分歧过大", "told_ways": "可向法院起诉"})
    else:
        form = "书面" if way is Outcome.AGREED_WRITTEN else "口头"
        edited(file, "agreement", {
            "agreement_form": form, "agreed_on": "2026-11-24", "effective_on": "2026-11-24", **AGREED,
        })  # fmt: skip
    file.ask(A.RESOLVE)
    return confirmed(file, outcome=way.label, resolved_level="社区", result="已按约定处理")
