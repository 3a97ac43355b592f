"""网格队伍: the tree 社区 → 网格 → 微网格/楼栋 with its vacancies on the left, the people of the area on the right."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLineEdit,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.books.book import Book
from db.ledgers.areas import AreaLevel
from db.ledgers.people import Person
from db.store.store import Store
from db.trouble import OfficeError
from db.work.posts import Node, charges, hand_over, leave_post, staffing, tree_of
from db.work.recording import read_when
from db.work.standing import local_day
from desktop.bus import Bus, Place
from desktop.jobs import Jobs, Latest, Stop
from desktop.theme import COLORS, across, signs
from desktop.views.ledger_page import NARROW, LedgerPage
from desktop.views.person_files import PersonFiles
from desktop.views.teams_panel import TeamsPanel
from desktop.widgets.faults import mark_faulty
from desktop.widgets.field_grid import save_in_sight
from desktop.widgets.listing import is_large
from desktop.widgets.parts import Leaves, bar, button, index_of, label, plain_tip
from desktop.widgets.picker import PersonPicker

AREA = Qt.ItemDataRole.UserRole
TEAMS = "teams"
"""The part of the page that a place names to see the teams."""


class AreaTree(QFrame):
    """The tree with vacancy marks and the coverage of the month. chosen(area): one was chosen."""

    chosen = Signal(object)

    def __init__(self) -> None:
        """Begin without areas."""
        super().__init__()
        self.setProperty("card", "flatLeft")
        self.setFixedWidth(signs(19))
        self.staffed = label("", "section")
        self.cover = label("", "caption")
        self.vacant = label("", "caption", "warn")
        self.vacant.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("本月见到的老人")
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("网格")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(signs(1))
        self.tree.currentItemChanged.connect(lambda item, _: self._chosen(item))
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 8)
        for one in (self.staffed, self.cover, self.bar, self.vacant, self.tree):
            box.addWidget(one)
        self.nodes: dict[UUID, Node] = {}

    def tell(self, nodes: Sequence[Node]) -> None:
        """Show the areas; what was chosen stays chosen."""
        kept = self.area()
        full, grids = staffing(list(nodes))
        self.staffed.setText(f"配齐 {full} / {grids} 个网格" if grids else "还没有网格")
        self.nodes = {node.id: node for node in nodes}
        self.tree.blockSignals(True)
        self.tree.clear()
        items: dict[UUID, QTreeWidgetItem] = {}
        for node in nodes:
            above = items.get(node.parent) if node.parent else None
            item = QTreeWidgetItem([_words(node)])
            item.setData(0, AREA, node.id)
            item.setToolTip(0, plain_tip(_words(node)) if node.vacant else "")
            if node.vacant:
                item.setForeground(0, QColor(COLORS["warn"]))
            self.tree.addTopLevelItem(item) if above is None else above.addChild(item)
            items[node.id] = item
        self.tree.expandToDepth(0)
        found = items.get(kept) if kept else next(iter(items.values()), None)
        if found is not None:
            self.tree.setCurrentItem(found)
        self.tree.blockSignals(False)
        self._cover(self.area())

    def area(self) -> UUID | None:
        """Return the area chosen."""
        item = self.tree.currentItem()
        found: UUID | None = item.data(0, AREA) if item is not None else None
        return found

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._cover(item.data(0, AREA))
            self.chosen.emit(item.data(0, AREA))

    def _cover(self, area: UUID | None) -> None:
        node = self.nodes.get(area) if area else None
        elders, seen = (node.elders, node.seen) if node else (0, 0)
        share = f"{seen * 100 // elders}%" if elders else "—"
        self.cover.setText(f"人在格中走　本月 {seen} / {elders} 人　{share}")
        vacant = node.vacant if node else ()
        self.vacant.setText(f"{node.name}缺：{'、'.join(vacant)}" if node and vacant else "")
        self.vacant.setVisible(bool(vacant))
        self.bar.setRange(0, max(elders, 1))
        self.bar.setValue(seen)


def _words(node: Node) -> str:
    if node.level is AreaLevel.COMMUNITY or not node.vacant:
        return node.name
    named = "、".join(node.vacant) if len(node.vacant) < 3 else f"{len(node.vacant)} 个岗位"
    return f"{node.name}　缺{named}"


class Handover(QFrame):
    """交接: who follows in a post, from which day on, and whether those entrusted to it go along."""

    kept = Signal(str)
    left = Signal()

    def __init__(self, store: Store) -> None:
        """Wait for a post."""
        super().__init__()
        self.setProperty("banner", "info")
        self.store = store
        self.membership: UUID | None = None
        self.words = label("", "section")
        self.who = PersonPicker(store, "接任的人：姓名或首字母")
        self.who.setAccessibleName("接任的人")
        self.who.setMinimumWidth(signs(14))
        self.day = QLineEdit()
        self.day.setAccessibleName("交接日期")
        self.day.setPlaceholderText("今天")
        self.day.setMaximumWidth(signs(8))
        self.people = QCheckBox("所包的人一并交接")
        self.people.setAccessibleName("所包的人一并交接")
        self.state = label("", "error")
        self.who.passed.connect(self.day.setFocus)
        self.day.returnPressed.connect(self.hand)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 4)
        box.setSpacing(0)
        hand = button("交接", self.hand, "primary")
        leave = button("离岗，暂缺", self.leave)
        box.addWidget(bar(self.words, self.state, None, margins=(14, 6, 14, 0), line=False))
        fields = (
            self.who,
            label("自", "field"),
            self.day,
            self.people,
            None,
            button("取消", self.left.emit),
            leave,
            hand,
        )
        box.addWidget(bar(*fields, margins=(14, 4, 14, 4), line=False))

    def begin(self, membership: UUID, name: str, role: str) -> None:
        """Ask who follows."""
        self.membership = membership
        with self.store.read() as reader:
            count = len(charges(reader, membership))
        self.words.setText(f"{name}（{role}）交接给：")
        self.people.setText(f"所包的 {count} 人一并交接" if count else "没有包户")
        self.people.setChecked(count > 0)
        self.people.setEnabled(count > 0)
        self.state.setText("")
        mark_faulty(self.who, "")
        self.who.forget()
        self.day.clear()
        self.show()
        self.who.setFocus()

    def hand(self) -> None:
        """Hand the post over."""
        post, person, people = self.membership, self.who.person, self.people.isChecked()
        if person is None or post is None:
            self._refuse("请先选好接任的人。")
            return
        self._write("交接", lambda writer, day: hand_over(writer, post, person, day, people=people))

    def leave(self) -> None:
        """The post stays vacant."""
        post = self.membership
        if post is not None:
            self._write("离岗", lambda writer, day: leave_post(writer, post, day))

    def _write(self, what: str, do: Any) -> None:
        told = read_when(self.day.text(), self.store.clock.now(), self.store.clock.today())
        if isinstance(told, str):
            self._refuse(told)
            return
        day = self.store.clock.today() if not self.day.text().strip() else local_day(told)
        try:
            with self.store.write(f"网格队伍{what}") as writer:
                do(writer, day)
        except OfficeError as trouble:
            self._refuse(f"{trouble.what}{trouble.remedy}")
            return
        self.hide()
        self.kept.emit(f"已登记{what}，自 {day:%Y-%m-%d} 起")

    def _refuse(self, words: str) -> None:
        self.state.setText(words)
        mark_faulty(self.who, words if self.who.person is None else "")


class GridPage(LedgerPage):
    """The page of the teams: tree, list and form side by side."""

    def __init__(self, store: Store, book: Book, bus: Bus, jobs: Jobs) -> None:
        """Show the teams of an open office."""
        super().__init__(store, book, bus, jobs)
        self.files = PersonFiles(self)
        self.tree = AreaTree()
        self.handover = Handover(store)
        self.handover.hide()
        self.body.insertWidget(0, self.tree)
        below = self.layout()
        if isinstance(below, QVBoxLayout):
            below.insertWidget(below.count() - 1, self.handover)
        self.hand_button = button("交接…", self.begin_handover)
        self.hand_button.setEnabled(False)
        self.teams_button = button("队伍…", self.show_teams)
        self.teams_button.setToolTip("党委、党支部、志愿队等队伍和成员")
        for one in (self.hand_button, self.teams_button):
            self.chips.box.insertWidget(self.chips.box.count() - 1, one)
        self._relay()
        self.tree.chosen.connect(self._choose)
        self.handover.kept.connect(self._handed)
        self.handover.left.connect(self._left)
        with store.read() as reader:
            self.crowd = is_large(reader, Person)
        self.areas = Latest(self)
        self.areas.answered.connect(self.tree.tell)
        self.bus.changed.connect(lambda _: self.tell_tree())
        self.tell_tree()

    def _relay(self) -> None:
        """Put the posts into a stack beside the teams."""
        self.posts, inner = QWidget(), self.layout()
        if inner is not None:
            self.posts.setLayout(inner)
        self.stack = Leaves()
        self.stack.addWidget(self.posts)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)

    @cached_property
    def teams(self) -> TeamsPanel:
        """The teams, made when they are first wanted."""
        made = TeamsPanel(self.store, self.bus)
        made.kept.connect(self._team_kept)
        made.warned.connect(lambda words: self.toast.tell(words, undoable=False))
        made.left.connect(lambda: self.stack.setCurrentWidget(self.posts))
        self.stack.addWidget(made)
        return made

    def show_teams(self, team: UUID | None = None) -> None:
        """Show the teams in place of the posts; team: the one to be open."""
        self.stack.setCurrentWidget(self.teams)
        self.teams.start(team)

    def _in_teams(self) -> bool:
        return self.stack.currentWidget() is not self.posts

    def _team_kept(self, words: str) -> None:
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=True)

    def _back(self) -> None:
        """Close an editor of the teams, then leave them; of the posts as every ledger page."""
        if not self._in_teams():
            super()._back()
        elif not self.teams.step_back():
            self.stack.setCurrentWidget(self.posts)

    def add_new(self) -> None:
        """Begin a new team where the teams are looked at, else a new member of a grid."""
        if self._in_teams():
            self.teams.begin()
        else:
            super().add_new()

    def _print(self) -> None:
        """Print the roster of the team in sight, else what the list holds."""
        if self._in_teams():
            self.teams.print()
        else:
            super()._print()

    def _save_now(self) -> None:
        """Save what is typed of the teams, else of the member opened."""
        if self._in_teams():
            save_in_sight(self.teams)
        else:
            super()._save_now()

    def edit(self) -> None:
        """Mend the team that is open, else the member marked."""
        if self._in_teams():
            self.teams.about.edit()
        else:
            super().edit()

    def _step(self, step: int) -> None:
        """Go to the team before or after, else to the member."""
        if self._in_teams():
            self.teams.table.selectRow(self.teams.table.currentIndex().row() + step)
        else:
            super()._step(step)

    def undo(self) -> None:
        """Take the last write back, and show it among the teams too."""
        super().undo()
        if self._in_teams():
            self.teams.refresh()

    def arrive(self, place: Place) -> None:
        """Show what another page asked for: the teams, or posts."""
        if place.form.partition("/")[0] == TEAMS:
            self.show_teams(place.record)
            return
        self.stack.setCurrentWidget(self.posts)
        super().arrive(place)

    def tell_tree(self) -> None:
        """Read the tree anew; of many people in a thread of its own."""
        self.areas.ask(self._areas_read, at_once=not self.crowd)

    def _areas_read(self, stop: Stop) -> list[Node]:
        with self.store.read(stop=stop) as reader:
            return tree_of(reader)

    def put_aside(self) -> None:
        """Keep what is typed and not saved, and end what is read."""
        super().put_aside()
        self.areas.wait()

    def _choose(self, area: UUID) -> None:
        at = index_of(self.area, area)
        self.area.setCurrentIndex(max(at, 0))

    def open_row(self, row: int) -> None:
        """Open a member; the post can be handed over."""
        super().open_row(row)
        self.hand_button.setEnabled(0 <= self.current < len(self.model.ids))

    def begin_handover(self) -> None:
        """Ask who follows the member opened."""
        if 0 <= self.current < len(self.model.ids):
            row = self.model.row(self.current)
            if self.width() < across(NARROW):  # the form would lie over the question
                self.form.hide()
            self.handover.begin(self.model.ids[self.current], str(row["name"]), str(row["role"]))

    def _handed(self, words: str) -> None:
        self.form.hide()
        self.bus.changed.emit(frozenset())
        self.toast.tell(words, undoable=True)

    def _left(self) -> None:
        self.handover.hide()
        self.table.setFocus()

    def resizeEvent(self, event: Any) -> None:
        """Let the tree give way where there is no room for both."""
        super().resizeEvent(event)
        if hasattr(self, "tree"):
            self.tree.setVisible(self.width() >= across(NARROW) or not self.form.isVisible())
