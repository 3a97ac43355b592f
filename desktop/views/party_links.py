"""Parties of a case and the persons of the office: taken from there, or typed and then linked to their person."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from db.ledgers.matters import MatterKind
from db.ledgers.parties import PartySide
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import OfficeError
from db.work.children import Child
from db.work.kinds import KINDS
from db.work.mediating import link_party, tie_person, tied_persons, untie_person
from desktop.widgets.children import Children, Way
from desktop.widgets.editors import PickList
from desktop.widgets.parts import bar, button, focus_soon, index_of, label
from desktop.widgets.picker import PersonPicker

FOUND = "按 Enter 选定，再按 Enter 保存"


class LinkPanel(QFrame):
    """Finds a person by keys; `keep(person)` writes what is wanted with him. left(): not now."""

    left = Signal()

    def __init__(self, store: Store, heading: str, hint: str, side: PickList | None = None) -> None:
        """Ask for a person, and for the side where it is a new party."""
        super().__init__()
        self.keep: Callable[[UUID], None] = lambda _person: None
        self.side = side
        self.fresh = False
        self.picker = PersonPicker(store)
        self.who, self.wrong = label("", "muted"), label("", "error")
        for words in (self.who, self.wrong):
            words.setWordWrap(True)
            words.hide()
        told = label(hint, "hint")
        told.setWordWrap(True)
        named = label("谁", "field")
        named.setBuddy(self.picker)
        asked = (
            [label(side.accessibleName(), "field"), side, named, self.picker]
            if side is not None
            else [named, self.picker]
        )
        line = bar(*asked, margins=(0, 4, 0, 0), line=False)
        line.layout().setStretchFactor(self.picker, 1)  # type: ignore[union-attr]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for part in (label(heading, "section"), line, self.who, told, self.wrong):
            box.addWidget(part)
        self.save = button("保存", self._save, "primary")
        no = button("返回", self.left.emit)
        box.addWidget(bar(None, no, self.save, margins=(0, 4, 0, 0), line=False))
        self.picker.picked.connect(self._picked)
        self.picker.textEdited.connect(lambda _text: self._say(self.who, FOUND))
        self.picker.passed.connect(self._passed)
        focus_soon(self.picker)

    def _picked(self) -> None:
        self.fresh = True
        self._say(self.who, self.picker.words())
        self.wrong.hide()

    def _passed(self) -> None:
        """Keep at the second Enter: the first one only chose."""
        if self.fresh:
            self.fresh = False
        else:
            self._save()

    def _save(self) -> None:
        if self.picker.person is None:
            self._say(self.wrong, "还没有选定人。请写姓名或拼音首字母，再按 Enter。")
            self.picker.setFocus()
            return
        try:
            self.keep(self.picker.person)
        except OfficeError as trouble:
            self._say(self.wrong, f"{trouble.what}{trouble.remedy}")

    @staticmethod
    def _say(place: QLabel, words: str) -> None:
        place.setText(words)
        place.show()


class PartyLinks:
    """What the list of parties offers besides typing."""

    def __init__(self, store: Store, rows: Children) -> None:
        """Join the rows of parties."""
        self.store, self.rows = store, rows
        self.kind = MatterKind.DISPUTE
        self.tied: Mapping[UUID, UUID] = {}
        self.panel: LinkPanel | None = None
        rows.more = lambda: [("从居民中选", self.add)]
        rows.more_of, rows.said_of = self._ways, self._said

    def take_card(self, number: str) -> bool:
        """Find whose card was read, where a person is being looked for or a party typed; False where neither is."""
        if self.rows.listed:
            return False
        if self.rows.editors:
            return self.rows.fields.take_card(number)
        if self.panel is None:
            return False
        self.panel.picker.setText(number)
        self.panel.picker.setFocus()
        self.panel.picker.ask()
        return True

    def show_of(self, matter: UUID, kind: MatterKind) -> None:
        """Show the parties of a case and which of them are persons of the office."""
        self.kind = kind
        with self.store.read() as reader:
            self.tied = tied_persons(reader, matter)
        self.rows.show_of(matter)

    def _said(self, row: Child) -> str:
        return "（已关联居民）" if row.id in self.tied else ""

    def _ways(self, row: Child) -> Sequence[Way]:
        if row.id in self.tied:
            return [("解除关联", lambda: self.rows.at_once(lambda writer: untie_person(writer, row.id), "已解除关联"))]
        return [("关联居民", partial(self.link, row))]

    def add(self) -> None:
        """Ask for a person who becomes a party, with a snapshot of him as he is today."""
        side = PickList([(one.value, one.label) for one in PartySide])
        side.setAccessibleName("身份")
        side.setCurrentIndex(index_of(side, KINDS[self.kind].raiser.value))
        hint = "姓名、证件号、电话、住址按今天的居民资料抄入案卷；以后他搬家或改名，案卷不变。"
        self._ask(LinkPanel(self.store, "从居民中选当事人", hint, side), self._added)

    def link(self, row: Child) -> None:
        """Ask which person a typed party is."""
        hint = "案卷里已写的保持不变；在办的案件，空着的项按居民资料补上。"
        words = f"{row.values.get('name') or '当事人'} 是哪位居民"
        self._ask(LinkPanel(self.store, words, hint), lambda writer, person: tie_person(writer, row.id, person))

    def _added(self, writer: Writer, person: UUID) -> None:
        if self.panel is not None and self.panel.side is not None and self.rows.owner is not None:
            side = PartySide.of(self.panel.side.currentData() or KINDS[self.kind].raiser.value)
            link_party(writer, self.rows.owner, side, person)

    def _ask(self, panel: LinkPanel, keep: Callable[[Writer, UUID], None]) -> None:
        panel.keep = lambda person: self._write(lambda writer: keep(writer, person))
        panel.left.connect(self.rows.back)
        self.panel = panel
        self.rows.put(panel)

    def _write(self, do: Callable[[Writer], None]) -> None:
        with self.store.write("关联当事人") as writer:
            do(writer)
        self.rows.kept.emit("已关联居民")
