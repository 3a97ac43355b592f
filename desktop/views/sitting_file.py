"""One 说事日 on the right of the page of matters: where, who, what it came to, its register; and opening a new one."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from db.ledgers.activities import Activity, Attendee
from db.ledgers.attachments import AttachmentKind
from db.ledgers.record import fields_of
from db.store.attached import attachments_of
from db.store.store import Store
from db.trouble import OfficeError
from db.work.children import cleaned_fields
from db.work.discussing import sitting_of
from db.work.sittings import LOOSE, Sitting, day_to_open
from desktop.widgets.attachments import Attachments
from desktop.widgets.children import Children
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, label
from desktop.widgets.record_card import RecordCard, cards

HEAD = ("at", "place", "form", "host", "recorder", "headcount")
SAID = ("explained", "opinions", "agreed", "measures", "minutes_text", "note")
ASKED = ("at", "place", "form", "host", "headcount")
REGISTER, NOTICE = "discussion_register", "wall_notice"


class SittingFile(QScrollArea):
    """One sitting. changed(words): written. raised(sitting, day): register a matter there. paper(form, matters)."""

    changed = Signal(str)
    raised = Signal(object, object)
    paper = Signal(str, object)
    back = Signal()

    def __init__(self, store: Store, page: str) -> None:
        """Begin without a sitting. page: the page's name, under which what is typed is kept."""
        super().__init__()
        self.store = store
        self.sitting: Sitting | None = None
        self.setAccessibleName("说事日")
        self.setProperty("reads", True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title, self.counts = label("", "title"), label("", "muted")
        self.counts.setWordWrap(True)
        self.returning = button("‹ 列表", self.back.emit, "link")
        self.register = button("打印登记簿", lambda: self._print(REGISTER), "", "print")
        self.notice = button("打印公示", lambda: self._print(NOTICE))
        self.new = button("登记事项到这次", self._raise, "primary", "plus")
        self.about = RecordCard(store, Activity, "会议", HEAD)
        self.said = RecordCard(store, Activity, "会议记录", SAID)
        self.people = Children(store, Attendee)
        self.people.setProperty("card", True)
        for place, part in (("about", self.about), ("said", self.said), ("people", self.people)):
            part.kept.connect(self._kept)
            part.keep_drafts(f"{page}/{place}", lambda: (self.sitting.id if self.sitting else None, None))
        self.files = Attachments(store, Activity, AttachmentKind.PHOTO)
        self.files.kept.connect(self.changed)
        head = QFrame()
        head.setProperty("card", True)
        column = QVBoxLayout(head)
        column.setContentsMargins(14, 6, 14, 8)
        tools = (self.register, self.notice, self.new)
        column.addWidget(bar(self.returning, self.title, None, *tools, margins=(0, 4, 0, 4), line=False))
        column.addWidget(self.counts)
        body = cards(head, self.about, self.people, self.said, self.files)
        layout = body.layout()
        if layout is not None:
            layout.setContentsMargins(14, 10, 14, 10)
        self.setWidget(body)

    def show_sitting(self, sitting: Sitting) -> None:
        """Show a sitting; for what belongs to none, only its register."""
        self.sitting = sitting
        self.title.setText(f"{sitting.heading} 说事日" if sitting.day else sitting.heading)
        self.counts.setText(f"共 {len(sitting.matters)} 件 · {sitting.counts}" if sitting.matters else sitting.counts)
        held = sitting.id != LOOSE
        for one in (self.register, self.notice):
            one.setEnabled(bool(sitting.matters))
        self.new.setVisible(held)
        with self.store.read() as reader:
            record = reader.get(Activity, sitting.id) if held else None
            files = attachments_of(reader, Activity, sitting.id)
        self.files.setVisible(held)
        self.files.show_of(sitting.id, files)
        for card in (self.about, self.said):
            card.show_of(record)
        self.people.show_of(sitting.id if held else None)

    def unsaved(self) -> bool:
        """Say whether something typed is not saved."""
        return any(part.changed() for part in (self.about, self.said, self.people))

    def step_back(self) -> bool:
        """Close the editors that stand open; False where none do."""
        return any(part.back() for part in (self.about, self.said, self.people))

    def _kept(self, words: str) -> None:
        self.step_back()
        self.changed.emit(words)

    def _raise(self) -> None:
        if self.sitting is not None:
            self.raised.emit(self.sitting.id, self.sitting.day)

    def _print(self, form: str) -> None:
        if self.sitting is not None:
            self.paper.emit(form, self.sitting.matters)


class NewSitting(QWidget):
    """The sheet of a new sitting. opened(sitting): it is in. left(): not now."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, store: Store, page: str) -> None:
        """Ask where and under whom it sits."""
        super().__init__()
        self.store = store
        self.known = {key: one for key, one in fields_of(Activity).items() if key in ASKED}
        self.fields = FieldGrid()
        self.fields.saved.connect(self.save)
        self.journal = Journal(store, f"{page}/sitting", lambda: (None, None), self)
        self.fields.edited.connect(self.journal.edited)
        with store.read() as reader:
            for key in ASKED:
                words = "日期" if key == "at" else self.known[key].label
                self.fields.lay(key, Editor(self.known[key], choices_of(reader, self.known[key])), words)
        sheet = QFrame()
        sheet.setProperty("card", True)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(16, 10, 16, 12)
        hint = label("这一天登记的说事会自动归到这次；其他日子提的，可以在这次里登记。", "hint")
        hint.setWordWrap(True)
        for part in (label("新开说事日", "title"), hint, self.fields):
            box.addWidget(part)
        no, yes = button("返回", self.leave), button("新开", self.save, "primary")
        yes.setToolTip("Ctrl+Enter")
        box.addWidget(bar(None, no, yes, margins=(0, 6, 0, 0), line=False))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 10, 14, 10)
        outer.addWidget(sheet)
        outer.addStretch(1)

    def start(self) -> None:
        """Begin an empty sheet with the day of the sitting."""
        with self.store.read() as reader:
            self.fields.shows({"at": day_to_open(reader)})
        self.journal.begin(self.fields, "新开说事日")
        self.fields.begin("place")

    def leave(self) -> None:
        """Give up what was typed."""
        self.journal.drop()
        self.left.emit()

    def save(self) -> None:
        """Open the sitting of that day; one that sat already is opened, not doubled."""
        try:
            with self.store.write("新开说事日") as writer:
                values, problems = cleaned_fields(writer.reader, Activity, self.known, self.fields.reads())
                if values is not None:
                    day: date = values["at"].astimezone().date()
                    said = {key: value for key, value in values.items() if key != "at" and value is not None}
                    made: UUID = sitting_of(writer, day, said)
        except OfficeError as trouble:
            self.fields.refuse(trouble)
            return
        self.fields.tell(problems)
        if values is not None:
            self.journal.drop()
            self.opened.emit(made)
