"""设置: the entries that are tables: rules of visits and of counting, code tables, the office's own sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from db.ledgers import LEDGERS
from db.ledgers.care import CycleRule, VisitRule
from db.ledgers.codes import CHOICE_SETS, WORDED, CodeItem
from db.ledgers.happenings import AbsenceRule, EventRule, GroupRule, MethodRule
from db.ledgers.record import Record, fields_of
from db.store.store import Store
from db.work.rules import RowEdit, code_rows, free_code, keep_rows, rows_of
from desktop.views.settings_part import Part
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import CodeCombo
from desktop.widgets.parts import bar, index_of, label
from desktop.widgets.phrases import SET as PHRASES
from desktop.widgets.rows import Line, RowsEditor

CODE_KEYS = ("name", "aliases", "active")
ALONE = 4
"""Rows that a table has room for at least which has its page to itself."""


def columns_of(store: Store, ledger: type[Record], keys: Sequence[str]) -> list[Any]:
    """Return described columns of a ledger with what they may be chosen from."""
    known = fields_of(ledger)
    with store.read() as reader:
        return [(known[key], choices_of(reader, known[key])) for key in keys]


def code_sets() -> dict[str, str]:
    """Return the sets a clerk may edit: their name and the heading of the field that uses them."""
    named: dict[str, str] = {}
    worded = {choice: name for name, choice in WORDED.items()}
    for ledger in LEDGERS.values():
        for one in fields_of(ledger).values():
            if one.field.codes and one.field.codes != "area":
                named.setdefault(one.field.codes, one.label)
            if one.choice in worded:
                named.setdefault(worded[one.choice], f"{ledger.label}{one.label}")
    return named


def kept(store: Store, reason: str, ledger: type[Record], edits: Sequence[RowEdit]) -> Any:
    """Write rows in one transaction; return what refuses them."""
    with store.write(reason) as writer:
        return keep_rows(writer, ledger, edits)


@dataclass(frozen=True)
class Ruled:
    """A table of rules. locked: columns that stay as they are; blank: a row to be filled, None: none is added."""

    heading: str
    ledger: type[Record]
    keys: Sequence[str]
    locked: frozenset[str] = frozenset()
    blank: Mapping[str, Any] | None = None
    ordered: bool = False
    share: int = 1


class TablesPart(Part):
    """Tables of rules below one another; a subclass says which, and what they are for."""

    words = ""
    tables: Sequence[Ruled] = ()

    def __init__(self, store: Store) -> None:
        """Make the tables."""
        super().__init__(store)
        self.say(self.words)
        self.editors = [self._make(one) for one in self.tables]

    def _make(self, one: Ruled) -> RowsEditor:
        columns = columns_of(self.store, one.ledger, one.keys)
        made = RowsEditor(one.heading, columns, grows=one.blank is not None, ordered=one.ordered)
        made.model.locked = one.locked
        made.edited.connect(self.edited)
        made.wanted.connect(lambda: made.add(Line(None, dict(one.blank or {}), new=True)))
        self.box.addWidget(label(one.heading, "section"))
        self.box.addWidget(made, one.share)
        return made

    def revert(self) -> None:
        """Read the tables anew."""
        with self.store.read() as reader:
            found = [rows_of(reader, one.ledger) for one in self.tables]
        for one, editor, rows in zip(self.tables, self.editors, found, strict=True):
            editor.show_lines([Line(row, {key: values[key] for key in one.keys}) for row, values in rows])

    def count(self) -> int:
        """Count the rows that differ."""
        return sum(editor.model.changes() for editor in self.editors)

    def save(self) -> bool:
        """Keep the tables; what is wrong is told below its own."""
        sound = True
        for one, editor in zip(self.tables, self.editors, strict=True):
            if editor.model.changes():
                problems = kept(self.store, f"修改{one.ledger.label}", one.ledger, editor.edits())
                editor.tell(problems)
                sound = sound and not problems
        if sound:
            self.revert()
        return sound


class RulesPart(TablesPart):
    """走访周期: which class a person is in, and how often a class is visited."""

    heading = "走访周期"
    words = (
        "从上到下第一条相符的规则定一个人的风险等级，等级定多久走访一次；个人档案里单独定了周期的，以个人的为准。"
        "改的只是数值，算法不变；保存后工作台和台账马上按新规则算。"
    )
    tables = (
        Ruled(
            "谁是哪一级", VisitRule, ("tag", "min_age", "risk_class", "active"), ordered=True, share=3,
            blank={"tag": None, "min_age": None, "risk_class": None, "active": True},
        ),
        Ruled("每一级多久走访一次", CycleRule, ("risk_class", "cycle", "soon_days", "hours_after_change"), share=2),
    )  # fmt: skip


class CountingPart(TablesPart):
    """统计口径: who is in special difficulty, which visits count, what makes a visit urgent or lets it rest."""

    heading = "统计口径"
    words = (
        "月探访率、应访名单和寒潮、高温、节日名单都按这里算。口径由上级定，改前请核对文件；保存后马上按新口径算，"
        "以前月份的数也会变。"
    )
    tables = (
        Ruled(
            "特殊困难老年人包括哪些人", GroupRule, ("tag", "min_age", "active"), share=3,
            blank={"tag": None, "min_age": 60, "active": True},
        ),
        Ruled("哪些走访方式计入探访率", MethodRule, ("method", "counts"), frozenset({"method"}), share=2),
        Ruled("发生哪些变故要尽快走访", EventRule, ("kind", "active"), frozenset({"kind"}), share=2),
        Ruled("住院、外出期间是否暂停应访", AbsenceRule, ("kind", "suspends"), frozenset({"kind"}), share=2),
    )  # fmt: skip


class CodeTable(Part):
    """One code set in a table; a subclass says which."""

    set_name = ""

    def __init__(self, store: Store) -> None:
        """Make the table."""
        super().__init__(store)
        self.rows: RowsEditor

    def make_table(self, name: str, keys: Sequence[str]) -> QWidget:
        """Make and return the table of the set."""
        self.rows = RowsEditor(name, columns_of(self.store, CodeItem, keys), grows=True, ordered=True)
        self.rows.most = ALONE
        self.rows.edited.connect(self.edited)
        self.rows.wanted.connect(self._add)
        return self.rows

    def _add(self) -> None:
        taken = [str(one.fixed.get("code")) for one in self.rows.model.lines]
        with self.store.read() as reader:
            code = free_code(reader, self.set_name, taken)
        values = {one.key: True if one.key == "active" else None for one in self.rows.model.columns}
        self.rows.add(Line(None, values, {"set": self.set_name, "code": code}, new=True))

    def revert(self) -> None:
        """Read the set anew; where every value is named in code none is added and none taken out of use."""
        closed = self.set_name in WORDED
        self.rows.tools.setHidden(closed)
        self.rows.model.locked = frozenset({"active"} if closed else ())
        with self.store.read() as reader:
            rows: Sequence[tuple[UUID | None, dict[str, Any]]] = code_rows(reader, self.set_name)
        keys = [one.key for one in self.rows.model.columns]
        self.rows.show_lines(
            [
                Line(one, {key: values[key] for key in keys}, {"set": self.set_name, "code": values["code"]})
                for one, values in rows
            ]
        )

    def count(self) -> int:
        """Count the rows that differ."""
        return self.rows.model.changes()

    def save(self) -> bool:
        """Keep the set."""
        problems = kept(self.store, "修改代码表", CodeItem, self.rows.edits())
        self.rows.tell(problems)
        if not problems:
            self.revert()
        return not problems


class CodesPart(CodeTable):
    """代码表: words, aliases, order, in use or not; an office may add values of its own."""

    heading = "代码表"

    def __init__(self, store: Store) -> None:
        """Offer every set that a field uses."""
        super().__init__(store)
        self.say(
            "名称和别名按本地叫法写，别名之间用“、”隔开，导入时按别名认。不用的值取消“启用”，旧记录仍看得到；"
            "程序按规则用到的值（如独居）可以改叫法，不能删；事项状态、办理结果等每一个都有规则，只改叫法。"
        )
        self.pick = CodeCombo()
        self.pick.setAccessibleName("哪一张代码表")
        for one, words in sorted(code_sets().items(), key=lambda pair: pair[0] not in CHOICE_SETS):
            self.pick.addItem(words, one)
        self.set_name = self.pick.currentData()
        self.pick.currentIndexChanged.connect(self._picked)
        name = label("代码表", "field")
        name.setBuddy(self.pick)
        self.box.addWidget(bar(name, self.pick, None, margins=(0, 0, 0, 0), line=False))
        self.box.addWidget(self.make_table("代码表的值", CODE_KEYS), 1)

    def unsaved_texts(self) -> dict[str, Any]:
        """Return the changed rows, and of which set they are."""
        rows = super().unsaved_texts()
        return rows | {"set": self.set_name} if rows else {}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Turn to the set that was edited, and show its rows."""
        self.pick.setCurrentIndex(max(index_of(self.pick, kept.get("set")), 0))
        super().restore(kept)

    def _picked(self) -> None:
        """Show another set; what is not saved stays where it is until it is saved or given back."""
        if self.count():
            self.pick.blockSignals(True)
            self.pick.setCurrentIndex(index_of(self.pick, self.set_name))
            self.pick.blockSignals(False)
            self.told.emit("这张代码表有改动未保存，请先保存或还原，再换一张。")
            return
        self.set_name = self.pick.currentData()
        self.revert()


class PhrasesPart(CodeTable):
    """常用语: the office's own sentences, in the order of Alt+1…9."""

    heading = "常用语"
    set_name = PHRASES

    def __init__(self, store: Store) -> None:
        """Make the table."""
        super().__init__(store)
        self.say("写走访内容、备注时按 Alt+1 到 Alt+9 填入前九句；在文字上按右键也能把一段话存为常用语。")
        self.box.addWidget(self.make_table("常用语", ("name", "active")), 1)
