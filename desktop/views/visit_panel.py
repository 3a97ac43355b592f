"""The side of the visits page: one record with its check-list, and what happened to this person before."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select

from db.ledgers.attachments import AttachmentKind
from db.ledgers.record import fields_of
from db.ledgers.services import Finding, ServiceDoer, ServiceLog
from db.store.attached import attachments_of
from db.store.reader import Reader
from db.store.store import Store
from db.trouble import OfficeError
from db.work.following import Moment, following
from db.work.recording import Told, mend, settle_money
from desktop.theme import icon, sizes
from desktop.widgets.attachments import Attachments
from desktop.widgets.checklist import CheckList
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor, EnterMoves
from desktop.widgets.faults import lead_to, tell_at
from desktop.widgets.grip import Grip
from desktop.widgets.headings import heading, side
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, label, leaflets, plain_tip, scrolled
from desktop.widgets.picker import words_of
from desktop.widgets.raising import Raising

FIELDS = (
    ("at", "kind"), ("method", "reached"), ("item", "minutes"), ("content",), ("needs",), ("measures",),
    ("amount", "settled_on"), ("receipt", "next_due"), ("campaign",),
)  # fmt: skip


PHOTOS, BEFORE = "照片", 3
"""Heading of the tab of files; place of the tab of what happened before."""


class VisitPanel(QFrame):
    """One record to look at and to mend. closed(), step(±1); kept(words): something was written.

    matter(id): a matter that came of it is to be shown.
    """

    closed = Signal()
    step = Signal(int)
    kept = Signal(str)
    matter = Signal(object)

    def __init__(self, store: Store) -> None:
        """Make the editors once."""
        super().__init__()
        self.setObjectName("side")
        self.setProperty("card", "flat")
        self.grip = Grip(self)
        self.store = store
        self.service: UUID | None = None
        self.person: UUID | None = None
        self.before: dict[str, Any] = {}
        self.editors: dict[str, Editor] = {}
        self.notes: dict[str, QLabel] = {}
        self.enter = EnterMoves(self)
        self.enter.saved.connect(self.save)
        self.title, self.about = label("", "title"), label("", "caption")
        self.doers = QLineEdit()
        self.doers.setAccessibleName("走访人")
        self.doers.installEventFilter(self.enter)
        self.checks = CheckList(store, self.enter)
        self.files = Attachments(store, ServiceLog, AttachmentKind.PHOTO)
        self.files.kept.connect(self._filed)
        self.history = QListWidget()
        self.history.setAccessibleName("此人以往")
        self.history.setWordWrap(True)
        self.tabs = leaflets("资料分页")
        self.journal = Journal(store, "visits/record", lambda: (self.service, self.person), self)
        self.journal.open = self._open_again
        self._lay()

    def _lay(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        arrows = [
            self._tool(*one)
            for one in (("up", "上一条 Alt+↑", -1), ("down", "下一条 Alt+↓", 1), ("close", "关闭 Esc", 0))
        ]
        box.addWidget(bar(self.title, None, *arrows, margins=(14, 8, 8, 0), line=False))
        box.addWidget(bar(self.about, margins=(14, 0, 14, 4), line=False))
        self.record = self._fields()
        self.tabs.addTab(self.record, "记录")
        self.tabs.addTab(scrolled(self.checks, "探访问项"), "探访问项")
        self.tabs.addTab(scrolled(self.files, PHOTOS), PHOTOS)
        self.tabs.addTab(self.history, "此人以往")
        box.addWidget(self.tabs, 1)
        self.state = label("", "caption", "warn")
        self.settle_button = button("款已结清", self.settle)
        self.remove_button = button("删除", self.remove, "danger")
        self.save_button = button("保存", self.save, "primary")
        self.foot = bar(self.state, None, self.remove_button, self.settle_button, self.save_button)
        self.raising = Raising(self.store)
        self.raising.raised.connect(self.kept)
        self.raising.opened.connect(self.matter)
        self.raising.begun.connect(self.save)
        box.addWidget(self.raising)
        box.addWidget(self.foot)
        self.checks.edited.connect(self._count)
        self.doers.textEdited.connect(lambda _: self._count())

    def _tool(self, picture: str, name: str, step: int) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture))
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.clicked.connect(lambda _checked=False: self.step.emit(step) if step else self.closed.emit())
        return made

    def _fields(self) -> QScrollArea:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(14, 8, 14, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        known = fields_of(ServiceLog)
        with self.store.read() as reader:
            for row, keys in enumerate(FIELDS):
                for place, key in enumerate(keys):
                    editor = Editor(known[key], choices_of(reader, known[key]))
                    self._place(grid, (row * 2, place * 2, 1 if len(keys) > 1 else 3), editor)
        grid.addWidget(heading("走访人", self.doers), len(FIELDS) * 2, 0)
        grid.addWidget(self.doers, len(FIELDS) * 2, 1, 1, 3)
        grid.setRowStretch(len(FIELDS) * 2 + 1, 1)
        return scrolled(page, "记录")

    def _place(self, grid: QGridLayout, at: tuple[int, int, int], editor: Editor) -> None:
        described = editor.described
        note = label("", "error")
        note.setWordWrap(True)
        note.hide()
        editor.widget.installEventFilter(self.enter)
        editor.edited.connect(self._count)
        grid.addWidget(heading(described.label, editor.widget), at[0], at[1], side(editor))
        grid.addWidget(editor.widget, at[0], at[1] + 1, 1, at[2])
        grid.addWidget(note, at[0] + 1, at[1] + 1, 1, at[2])
        self.editors[described.key], self.notes[described.key] = editor, note

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_service(self, one: UUID) -> None:
        """Show a record."""
        keys = [getattr(ServiceLog, key) for row in FIELDS for key in row]
        with self.store.read() as reader:
            row = reader.rows(select(ServiceLog.person_id, *keys).where(ServiceLog.id == one))[0]
            names = _doers(reader, one)
            findings = _findings(reader, one)
            self._person(reader, row[0])
        self.service = one
        values = dict(zip((key for line in FIELDS for key in line), row[1:], strict=True))
        self._fill({**values, "at": f"{values['at'].astimezone():%Y-%m-%d}"})
        self.doers.setText("、".join(names))
        self.checks.show_answers(findings)
        self.tabs.setTabText(1, f"探访问项 {len(findings)}" if findings else "探访问项")
        self._show_files()
        self.settle_button.setVisible(values["amount"] is not None and values["settled_on"] is None)
        self._whole(shown=True)
        self.raising.show_of(one)
        self.before = self._now()
        self.journal.begin(self, "走访记录", str(one))
        self._count()

    def show_person(self, person: UUID) -> None:
        """Show just what happened to somebody who is being logged."""
        self.service = None
        self.journal.leave()
        with self.store.read() as reader:
            self._person(reader, person)
        self.before = self._now()
        self._whole(shown=False)
        self.raising.show_of(None)

    def _whole(self, *, shown: bool) -> None:
        for at in range(BEFORE):
            self.tabs.setTabVisible(at, shown)
        self.foot.setVisible(shown)
        if not shown:
            self.tabs.setCurrentIndex(BEFORE)
        elif self.tabs.currentIndex() == BEFORE:
            self.tabs.setCurrentIndex(0)

    def _show_files(self) -> None:
        """Show the photos of the record."""
        if self.service is None:
            return
        with self.store.read() as reader:
            files = attachments_of(reader, ServiceLog, self.service)
        self.files.show_of(self.service, files)
        self.tabs.setTabText(2, f"{PHOTOS} {len(files)}" if files else PHOTOS)

    def _filed(self, words: str) -> None:
        self._show_files()
        self.kept.emit(words)

    def _person(self, reader: Reader, person: UUID | None) -> None:
        self.person = person
        told = words_of(reader, [person]) if person is not None else []
        self.title.setText(told[0][1] if told else "巡查")
        about = told[0][2].partition("　")[2] if told else ""
        room = self.width() - 2 * sizes()["hCtl"]
        self.about.setText(self.about.fontMetrics().elidedText(about, Qt.TextElideMode.ElideRight, room))
        self.about.setToolTip(plain_tip(about))
        self.history.clear()
        for moment in following(reader, person) if person is not None else []:
            self.history.addItem(QListWidgetItem(_line(moment)))
        self.tabs.setTabText(BEFORE, f"此人以往 {self.history.count()}" if self.history.count() else "此人以往")

    def _fill(self, values: Mapping[str, Any]) -> None:
        for key, editor in self.editors.items():
            editor.widget.blockSignals(True)
            editor.shows(values.get(key))
            editor.widget.blockSignals(False)
            self._tell(key, "")

    def _now(self) -> dict[str, Any]:
        now = {key: editor.reads() for key, editor in self.editors.items()}
        return {**now, "doers": self.doers.text(), "findings": self.checks.answers()}

    # -- drafts -------------------------------------------------------------------------------------------------------

    def unsaved_texts(self) -> dict[str, Any]:
        """Return what differs from the record, as a draft keeps it."""
        if self.service is None:
            return {}
        own = {key: one.keeps() for key, one in self.editors.items() if one.reads() != self.before.get(key)}
        now = {"doers": self.doers.text(), "findings": self.checks.answers()}
        return own | {key: value for key, value in now.items() if value != self.before.get(key)}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show what a draft kept over the record."""
        for key, editor in self.editors.items():
            if key in kept:
                editor.shows(kept[key])
        self.doers.setText(kept.get("doers", self.doers.text()))
        self.checks.show_answers(kept.get("findings", self.checks.answers()))
        self._count()

    def _open_again(self, which: str) -> None:
        self.show_service(UUID(which))
        self.show()

    # -- mending ------------------------------------------------------------------------------------------------------

    def changed(self) -> bool:
        """Say whether something typed is not saved."""
        return self.service is not None and self._now() != self.before

    def _count(self) -> None:
        now = self._now()
        count = sum(now[key] != self.before.get(key) for key in now) if self.service else 0
        self.state.setText(f"{count} 处改动未保存" if count else "")
        self.save_button.setEnabled(count > 0)
        if count:
            self.journal.edited()

    def warn_unsaved(self) -> None:
        """Say that something is not saved, where the buttons are."""
        self.state.setText("请先保存改动")
        self.save_button.setFocus()

    def save(self) -> None:
        """Mend the record as it stands here."""
        if self.service is None or not self.changed():
            return
        raw = {key: editor.reads() for key, editor in self.editors.items()}
        try:
            with self.store.write("改走访记录") as writer:
                problems = mend(writer, self.service, Told(raw, self.doers.text(), self.checks.answers()))
        except OfficeError as trouble:
            self.state.setText(f"{trouble.what}{trouble.remedy}")
            return
        wrong = {one.field: one.reason for one in reversed(problems)}
        for key in self.editors:
            self._tell(key, wrong.get(key, ""))
        if problems:
            self.state.setText("请看红字")
            first = next((key for key in self.editors if key in wrong), None)
            if first is not None:
                lead_to(self.editors[first].widget)
            return
        self.journal.drop()
        self.show_service(self.service)
        self.kept.emit("已保存走访记录")

    def _tell(self, key: str, reason: str) -> None:
        tell_at(self.notes[key], self.editors[key].widget, reason)

    def settle(self) -> None:
        """The money laid out was given back today."""
        if self.service is not None:
            with self.store.write("结清垫付") as writer:
                settle_money(writer, self.service, self.store.clock.today())
            self.show_service(self.service)
            self.kept.emit("垫付的钱已记为结清")

    def remove(self) -> None:
        """Remove the record; it can be undone."""
        if self.service is not None:
            with self.store.write("删除走访记录") as writer:
                writer.remove(ServiceLog, self.service)
            self.service = None
            self.hide()
            self.kept.emit("已删除走访记录")


def _doers(reader: Reader, service: UUID) -> list[str]:
    own = select(ServiceDoer.name).where(ServiceDoer.service_id == service, ServiceDoer.removed_at.is_(None))
    return [name for (name,) in reader.rows(own.order_by(ServiceDoer.id))]


def _findings(reader: Reader, service: UUID) -> dict[str, tuple[str, str]]:
    own = select(Finding.item, Finding.answer, Finding.note).where(
        Finding.service_id == service, Finding.removed_at.is_(None)
    )
    return {item: (answer or "", note or "") for item, answer, note in reader.rows(own)}


def _line(moment: Moment) -> str:
    return f"{moment.day:%Y-%m-%d}　{moment.what}　{moment.words}".rstrip("　")
