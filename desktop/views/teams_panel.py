"""队伍: the teams of the office at the left, one of them with its members at the right; beside the grids' posts."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from db.ledgers.people import Person
from db.ledgers.record import fields_of
from db.ledgers.teams import Membership, Role, Team
from db.store.store import Store
from db.trouble import OfficeError
from db.work.children import cleaned_fields
from db.work.teams import TeamLine, join, join_new, names_of, remove_team, teams_of
from desktop.bus import Bus, Place
from desktop.views.party_links import LinkPanel
from desktop.widgets.children import Children
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor, PickList
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, index_of, label, scrolled
from desktop.widgets.plain_rows import PlainRows, dress_plain
from desktop.widgets.record_card import RecordCard, cards

FORM = "team_roster"
HEADS = ("队伍", "类型", "人数", "所属区域")
COUNTS = 2
ABOUT = ("name", "kind", "area_id", "parent_id", "brand", "founded", "dissolved", "note")
ASKED = ("name", "kind", "area_id", "parent_id")
NEWCOMER = ("name", "sex", "phone", "note")
PART = "grid_members/teams"
"""Under which name what is typed here is kept."""
HINT = "找的是库里已有的人；库里没有的，请点“登记新人”。"


def _cell(line: TeamLine, column: int, role: int) -> Any:
    if role == Qt.ItemDataRole.TextAlignmentRole and column == COUNTS:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    name = f"{line.name}（已撤销）" if line.dissolved else line.name
    told = name, line.kind.label, str(line.members), line.area
    return told[column] if role == Qt.ItemDataRole.DisplayRole else None


def _roles() -> PickList:
    made = PickList([(one.value, one.label) for one in Role])
    made.setAccessibleName("职务")
    made.setCurrentIndex(index_of(made, Role.MEMBER.value))
    return made


def _role(chosen: PickList) -> Role:
    return Role.of(chosen.currentData() or Role.MEMBER.value)


class TeamsPanel(QWidget):
    """Teams and their members. kept(words): something was written; warned(words): it was not. left(): to the posts."""

    kept = Signal(str)
    warned = Signal(str)
    left = Signal()

    def __init__(self, store: Store, bus: Bus) -> None:
        """List the teams of an open office."""
        super().__init__()
        self.store, self.bus = store, bus
        self.team: UUID | None = None
        self.lines = PlainRows(HEADS, _cell)
        self.table = QTableView()
        dress_plain(self.table, self.lines, "队伍", (14, 7, 4, 8))
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.about = RecordCard(store, Team, "队伍资料", ABOUT)
        self.members = Children(store, Membership)
        self.members.setProperty("card", True)
        self.members.add, self.members.named_of = self._ask_member, self._name_of
        self.members.noun = "成员"
        self.members.more = lambda: [("登记新人", self._ask_newcomer)]
        self.names: Mapping[UUID, str] = {}
        self.sheet = self._new_sheet()
        for name, part in (("about", self.about), ("members", self.members)):
            part.kept.connect(self._kept)
            part.keep_drafts(f"{PART}/{name}", self._whose)
        self.begun = Journal(store, f"{PART}/new", lambda: (None, None), self.sheet)
        self.begun.open = lambda _which: self.begin()
        self.fields.edited.connect(self.begun.edited)
        self.newcomer = Journal(store, f"{PART}/newcomer", self._whose, self.members)
        self.newcomer.open = lambda _which: self._ask_newcomer()
        self._lay()

    def _lay(self) -> None:
        back, new = button("‹ 网格岗位", self.left.emit, "link"), button("新建队伍", self.begin, "primary", "plus")
        back.setToolTip("Esc")
        self.roster = button("打印名册", self.print, "", "print")
        self.away = button("移除队伍", self.remove, "danger")
        listed = QFrame()
        listed.setProperty("card", "flatLeft")
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar(back, label("队伍", "title"), None, new))
        column.addWidget(self.table, 1)
        column.addWidget(bar(self.roster, self.away, None))
        body = cards(self.sheet, self.about, self.members)
        layout = body.layout()
        if layout is not None:
            layout.setContentsMargins(14, 10, 14, 10)
        held = scrolled(body, "这支队伍")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(listed, 1)
        box.addWidget(held, 1)

    def _new_sheet(self) -> QFrame:
        """Return the card that asks what a new team is called."""
        self.fields = FieldGrid()
        self.fields.saved.connect(self.found)
        known = fields_of(Team)
        with self.store.read() as reader:
            for key in ASKED:
                self.fields.lay(key, Editor(known[key], choices_of(reader, known[key])))
        made = QFrame()
        made.setProperty("card", True)
        box = QVBoxLayout(made)
        box.setContentsMargins(14, 8, 14, 10)
        box.addWidget(label("新建队伍", "section"))
        box.addWidget(self.fields)
        no, yes = button("返回", self._leave_sheet), button("新建", self.found, "primary")
        box.addWidget(bar(None, no, yes, margins=(0, 4, 0, 0), line=False))
        made.hide()
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def start(self, team: UUID | None = None) -> None:
        """Read the teams anew and take the keyboard; team: the one to be open."""
        self.team = team or self.team
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the teams anew; the one that is open stays open."""
        with self.store.read() as reader:
            lines = teams_of(reader)
        kept = self.team
        self.lines.show_rows(lines)
        at = next((n for n, line in enumerate(lines) if line.id == kept), 0 if lines else -1)
        self.table.selectRow(at)
        self._show(lines[at].id if lines else None)

    def _chosen(self, now: QModelIndex, _: QModelIndex) -> None:
        """Open the team that was chosen; what is typed and not saved keeps its own team open."""
        wanted = self.lines.rows[now.row()].id if now.isValid() else self.team
        if wanted == self.team:
            return
        if self.about.changed() or self.members.changed() or self._asks_newcomer():
            self.warned.emit("有改动没有保存，请先保存或返回。")
            at = next(n for n, line in enumerate(self.lines.rows) if line.id == self.team)
            QTimer.singleShot(0, self, lambda: self.table.selectRow(at))
            return
        self._show(wanted)

    def _whose(self) -> tuple[UUID | None, None]:
        """Say that what is typed here is the team's."""
        return self.team, None

    def _asks_newcomer(self) -> bool:
        return self.newcomer.typed is not None and bool(self.newcomer.typed.unsaved_texts())

    def _show(self, team: UUID | None) -> None:
        self.team = team
        self.newcomer.leave()
        with self.store.read() as reader:
            record = reader.get(Team, team) if team else None
            self.names = names_of(reader, team) if team else {}
        self.about.show_of(record)
        self.members.show_of(team)
        for one in (self.roster, self.away):
            one.setEnabled(team is not None)

    def _name_of(self, row: Any) -> str:
        return self.names.get(row.id, "")

    def step_back(self) -> bool:
        """Close the editors that stand open; False where none do."""
        if self.sheet.isVisible():
            self._leave_sheet()
            return True
        self.newcomer.drop()
        return any(part.back() for part in (self.about, self.members))

    def _leave_sheet(self) -> None:
        """Give up the new team."""
        self.begun.drop()
        self.sheet.hide()
        self.table.setFocus()

    # -- writing ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask what the new team is called."""
        self.fields.shows({})
        self.sheet.show()
        self.begun.begin(self.fields, "新建队伍")
        self.fields.begin("name")

    def found(self) -> None:
        """Enter the new team and open it."""
        known = {key: one for key, one in fields_of(Team).items() if key in ASKED}
        try:
            with self.store.write("新建队伍") as writer:
                values, problems = cleaned_fields(writer.reader, Team, known, self.fields.reads())
                made = writer.add(Team, values) if values is not None else None
        except OfficeError as trouble:
            self.fields.refuse(trouble)
            return
        self.fields.tell(problems)
        if made is not None:
            self._leave_sheet()
            self.team = made
            self._kept("已新建队伍")

    def remove(self) -> None:
        """Remove the team that is open, if it was entered by mistake."""
        team = self.team
        if team is None:
            return
        try:
            with self.store.write("移除队伍") as writer:
                remove_team(writer, team)
        except OfficeError as trouble:
            self.warned.emit(f"{trouble.what}{trouble.remedy}")
            return
        self._kept("已移除队伍")

    def _ask_member(self) -> None:
        """Ask who joins, and as what."""
        role = _roles()
        panel = LinkPanel(self.store, "添加成员", HINT, role)
        panel.keep = partial(self._join, role)
        panel.left.connect(self.members.back)
        self.members.put(panel)

    def _join(self, role: PickList, person: UUID) -> None:
        if self.team is not None:
            with self.store.write("添加队伍成员") as writer:
                join(writer, self.team, person, _role(role))
            self._kept("已添加成员")

    def _ask_newcomer(self) -> None:
        """Ask for somebody whom the office does not know yet."""
        known = fields_of(Person)
        role, fields = _roles(), FieldGrid()
        with self.store.read() as reader:
            for key in NEWCOMER:
                fields.lay(key, Editor(known[key], choices_of(reader, known[key])))
        fields.shows({})
        keep = partial(self._join_new, fields, role)
        fields.saved.connect(keep)
        panel = QFrame()
        box = QVBoxLayout(panel)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(bar(label("登记新人", "section"), None, label("职务", "field"), role, line=False))
        box.addWidget(fields)
        no, yes = button("返回", self.step_back), button("保存", keep, "primary")
        box.addWidget(bar(None, no, yes, margins=(0, 4, 0, 0), line=False))
        self.members.put(panel)
        self.newcomer.begin(fields, "登记新人")
        fields.edited.connect(self.newcomer.edited)
        fields.begin("name")

    def _join_new(self, fields: FieldGrid, role: PickList) -> None:
        if self.team is None:
            return
        known = {key: one for key, one in fields_of(Person).items() if key in NEWCOMER}
        try:
            with self.store.write("登记队伍成员") as writer:
                values, problems = cleaned_fields(writer.reader, Person, known, fields.reads())
                if values is not None:
                    join_new(writer, self.team, values, _role(role))
        except OfficeError as trouble:
            fields.refuse(trouble)
            return
        fields.tell(problems)
        if values is not None:
            self.newcomer.drop()
            self._kept("已登记成员")

    def _kept(self, words: str) -> None:
        self.refresh()
        self.kept.emit(words)

    def print(self) -> None:
        """Print the roster of the team that is open."""
        if self.team is not None:
            self.bus.go.emit(Place("print_centre", form=FORM, ids=(self.team,)))
