"""设置: rules of matters by kind, papers that a dossier must hold, blocks of numbers and the void register."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHeaderView

from db.ledgers.matter_rules import MatterRule, Need, NumberBlock, NumberVoid, PaperRule
from db.ledgers.matters import MatterKind
from db.ledgers.office import Office
from db.ledgers.record import Described, Record, fields_of
from db.store.store import Store
from db.store.writer import Writer
from db.words.clean import Problem
from db.words.field import Field, Kind
from db.work.kinds import REQUIRED
from db.work.matter_settings import (
    keep_blocks,
    keep_kind_rows,
    keep_paper_rows,
    keep_voids,
    kind_rows,
    paper_rows,
    void_lines,
)
from db.work.rules import RowEdit, rows_of
from desktop.views.settings_part import FieldsPart, Part
from desktop.views.settings_rules import columns_of
from desktop.widgets.parts import label
from desktop.widgets.rows import Line, RowsEditor

KIND_KEYS = ("kind", "outcome", "deadline", "raised_days", "days", "extra_days", "visit_back", "pattern")
BLOCK_KEYS = ("kind", "year", "first", "last", "holder", "note")
VOID_KEYS = ("kind", "year", "seq", "reason")
Keep = Callable[[Writer, Sequence[RowEdit]], list[tuple[int, Problem]]]


class MatterRulesPart(Part):
    """事项规则: limits, return visits and numbers, by kind."""

    heading = "事项规则"

    def __init__(self, store: Store) -> None:
        """Make the table; kinds are neither added nor taken away."""
        super().__init__(store)
        self.say(
            "每类事项多少天内办结、要不要回访、怎样编号。改的只是数值，算法不变；新规则从下一步办理起用，"
            "已经算出的期限和已经编的号不变。编号格式里【年】【简称】【号】由程序填写，简称在“社区信息”里改。"
        )
        self.rows = RowsEditor("事项规则", columns_of(store, MatterRule, KIND_KEYS), grows=False, ordered=False)
        self.rows.model.locked = frozenset({"kind", "outcome"})
        self.rows.edited.connect(self.edited)
        header = self.rows.table.horizontalHeader()
        header.setSectionResizeMode(
            QHeaderView.ResizeMode.ResizeToContents
        )  # a pattern is long, a number of days short
        self.box.addWidget(self.rows, 1)

    def revert(self) -> None:
        """Read the table anew."""
        with self.store.read() as reader:
            self.rows.show_lines([Line(one, values) for one, values in kind_rows(reader)])

    def count(self) -> int:
        """Count the rows that differ."""
        return self.rows.model.changes()

    def save(self) -> bool:
        """Keep the table."""
        with self.store.write("修改事项规则") as writer:
            problems = keep_kind_rows(writer, self.rows.edits())
        self.rows.tell(problems)
        if not problems:
            self.revert()
        return not problems


class MatterDaysPart(FieldsPart):
    """说事日、积案和群体: the day of the sittings, from when a grievance is an old one, how many make a group."""

    heading = "说事日、积案和群体"
    ledger = Office
    keys = ("discussion_weekday", "old_years", "many_heads")
    hints = {  # noqa: RUF012 - read only
        "discussion_weekday": "1 是周一，7 是周日；不填按周二。",
        "old_years": "信访从起因算起满几年还没办结算积案；不填按 1 年。",
        "many_heads": "人次达到几个的事项标“群体”，列表、登记簿和到期提醒里都标出；不填按 5 人次。",
    }
    ranges = {"discussion_weekday": (1, 7), "old_years": (1, 99), "many_heads": (2, 9999)}  # noqa: RUF012 - read only


class PaperRulesPart(Part):
    """卷内文书: which papers a dossier must hold, by how the case ended."""

    heading = "卷内文书"

    def __init__(self, store: Store) -> None:
        """Make the table: a row for each paper, a column for each outcome."""
        super().__init__(store)
        self.say(
            "办结后，“必须”的文书不齐不能归档、不能成卷，缺哪一样会点名。第 8 项（协议书、口头协议登记表、终止书）"
            "随办理结果而定，一律必须。撤回、不予受理、转出的不立卷。"
        )
        paper = fields_of(PaperRule)["paper"]
        needs = [(one.value, one.label) for one in Need]
        columns = [(Described(one.value, Field(one.label), Kind.CHOICE, Need), needs) for one in REQUIRED]
        self.rows = RowsEditor("卷内文书", [(paper, []), *columns], grows=False, ordered=False)
        self.rows.model.locked = frozenset({"paper"})
        self.rows.edited.connect(self.edited)
        header = self.rows.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.box.addWidget(self.rows, 1)

    def revert(self) -> None:
        """Read the table anew."""
        with self.store.read() as reader:
            rows = paper_rows(reader)
        self.rows.show_lines([Line(None, row, {"paper": row.pop("key")}) for row in rows])

    def count(self) -> int:
        """Count the rows that differ."""
        return self.rows.model.changes()

    def save(self) -> bool:
        """Keep the table."""
        with self.store.write("修改卷内文书要求") as writer:
            problems = keep_paper_rows(writer, self.rows.edits())
        self.rows.tell(problems)
        if not problems:
            self.revert()
        return not problems


class NumbersPart(Part):
    """编号: numbers set aside for somebody, spoilt numbers, and every number that no matter bears."""

    heading = "编号"

    def __init__(self, store: Store) -> None:
        """Make both tables and the register below."""
        super().__init__(store)
        self.say(
            "号段留给代办站或纸质登记本用，自动编号会跳过；写坏的号在这里作废并写明原因。"
            "登记后不能改，写错了请马上按“撤销”。"
        )
        self.tables: list[tuple[RowsEditor, type[Record], Keep]] = []
        for ledger, keys, keep in ((NumberBlock, BLOCK_KEYS, keep_blocks), (NumberVoid, VOID_KEYS, keep_voids)):
            rows = RowsEditor(ledger.label, columns_of(store, ledger, keys), grows=True, ordered=False)
            rows.model.locked = frozenset(keys)
            rows.edited.connect(self.edited)
            rows.wanted.connect(lambda rows=rows: rows.add(self._blank(rows)))
            self.tables.append((rows, ledger, keep))
            self.box.addWidget(label(ledger.label, "section"))
            self.box.addWidget(rows)
        self.box.addWidget(label("缺号一览", "section"))
        self.register = label("", "")
        self.register.setWordWrap(True)
        self.box.addWidget(self.register)
        self.box.addStretch(1)

    def _blank(self, rows: RowsEditor) -> Line:
        usual: dict[str, Any] = {"kind": MatterKind.DISPUTE, "year": self.store.clock.today().year}
        return Line(None, {one.key: usual.get(one.key) for one in rows.model.columns}, new=True)

    def revert(self) -> None:
        """Read the tables and the register anew."""
        with self.store.read() as reader:
            told = [(rows, rows_of(reader, ledger)) for rows, ledger, _ in self.tables]
            lines = void_lines(reader)
        for rows, found in told:
            keys = [one.key for one in rows.model.columns]
            rows.show_lines([Line(one, {key: values[key] for key in keys}) for one, values in found])
        self.register.setText("\n".join(lines) or "没有缺号。")

    def count(self) -> int:
        """Count the rows that are new."""
        return sum(rows.model.changes() for rows, _, _ in self.tables)

    def save(self) -> bool:
        """Keep both tables."""
        sound = True
        for rows, ledger, keep in self.tables:
            if rows.model.changes():
                with self.store.write(f"登记{ledger.label}") as writer:
                    problems = keep(writer, rows.edits())
                rows.tell(problems)
                sound = sound and not problems
        if sound:
            self.revert()
        return sound
