"""登记巡查: a round through a grid, about nobody in particular; what was found becomes a matter afterwards (P17)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from db.ledgers.record import fields_of
from db.ledgers.services import ServiceDoer, ServiceLog
from db.store.store import Store
from db.trouble import OfficeError
from db.work.recording import Told, record_patrol
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, label, scrolled

WORDS = {"at": "巡查日期", "area_id": "网格", "content": "巡查情况", "needs": "发现问题", "measures": "处理措施"}
DOERS = "doers"
HINT = "日期不填是今天，可写 -1、15、11-15。发现的问题，登记后点“隐患”“诉求”就成了事项。"


class PatrolPanel(QFrame):
    """The sheet of one patrol. kept(service, words): it was written; left(): not now."""

    kept = Signal(object, str)
    left = Signal()

    def __init__(self, store: Store) -> None:
        """Lay the sheet."""
        super().__init__()
        self.store = store
        self.fields = FieldGrid()
        self.fields.saved.connect(self.save)
        self.journal = Journal(store, "visits/patrol", lambda: (None, None), self)
        self.fields.edited.connect(self.journal.edited)
        known = fields_of(ServiceLog)
        with store.read() as reader:
            for key, words in WORDS.items():
                self.fields.lay(key, Editor(known[key], choices_of(reader, known[key])), words)
        self.fields.lay(DOERS, Editor(fields_of(ServiceDoer)["name"], []), "巡查人")
        hint = label(HINT, "hint")
        hint.setWordWrap(True)
        sheet = QFrame()
        sheet.setProperty("card", True)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(16, 10, 16, 12)
        no, yes = button("返回 Esc", self.leave), button("登记 Ctrl+S", self.save, "primary")
        head = bar(label("登记巡查", "title"), None, no, yes, margins=(0, 0, 0, 0), line=False)
        for part in (hint, self.fields):
            box.addWidget(part)
        box.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 10, 14, 10)
        outer.addWidget(head)
        outer.addWidget(scrolled(sheet, "登记巡查"), 1)

    def begin(self, doer: str) -> None:
        """Begin an empty sheet; the grid and the one who goes stay from the last one."""
        kept = {key: self.fields.editors[key].reads() for key in ("area_id", DOERS)}
        self.fields.shows({**kept, DOERS: doer or kept[DOERS]})
        self.journal.begin(self.fields, "登记巡查")
        self.fields.begin("area_id" if not kept["area_id"] else "content")

    def leave(self) -> None:
        """Give up what was typed."""
        self.journal.drop()
        self.left.emit()

    def save(self) -> None:
        """Write the patrol."""
        raw = self.fields.reads()
        doers = str(raw.pop(DOERS))
        try:
            with self.store.write("登记巡查") as writer:
                done = record_patrol(writer, Told({key: one for key, one in raw.items() if one}, doers))
        except OfficeError as trouble:
            self.fields.refuse(trouble)
            return
        self.fields.tell(done.problems)
        if done.already:
            self.fields.say("这一天这个网格已登记过同样的巡查，没有重复登记。")
        elif done.service is not None:
            self.journal.drop()
            self.kept.emit(done.service, "已登记巡查")
