"""Tables of matters: evidence and contents of a dossier, the registers of 说事日 and 信访, the notice for the wall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from db.ledgers.matters import MatterKind
from db.words.checks import mask_name
from desktop.printing.form import PaperClass, Shows
from desktop.printing.matter_words import Words
from desktop.printing.parts import MM
from desktop.printing.people import day
from desktop.printing.table import BODY, HEAD, Column, Row, Table

CELL, TOP = BODY.at(12), HEAD.at(12)


def _told(label: str, width: float, align: str = "left", *, grow: bool = False) -> Column:
    return Column(label, width, Shows.RECORD, align, grow=grow)


EVIDENCE = (
    Column("序号", 14, Shows.ORDER, "center"), _told("名称", 50, grow=True), _told("来源", 34),
    _told("页数", 16, "center"), _told("提供人", 28), _told("日期", 32, "center"),
)  # fmt: skip
CONTENTS = (
    Column("序号", 16, Shows.ORDER, "center"), _told("文书名称", 84, grow=True), _told("页号", 24, "center"),
    _told("备注", 40),
)  # fmt: skip


def filled(columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]], person: str) -> Table:
    """Return a table whose last page is filled up with rows to write in."""
    blank = Row(("",) * len(columns))
    made = tuple(Row(cells, person) for cells in rows) or (blank,)
    return Table(columns, made, CELL, TOP, least=10.5 * MM, blank=blank)


def evidence(words: Words) -> Table:
    """证据材料清单: what is recorded as evidence, then what is attached as such."""
    rows = [
        (str(n), one.name, one.source or "", str(one.pages), one.given_by or "", day(one.given_on))
        for n, one in enumerate(words.facts.evidence, 1)
    ]
    for n, (file, pages) in enumerate(words.attached("evidence"), len(rows) + 1):
        name, when = words.text(file.name.rpartition(".")[0]), day(file.taken_on)
        rows.append((str(n), name, f"{file.kind.label}（附后）", str(pages), words.text(file.given_by), when))
    return filled(EVIDENCE, rows, words.of("both"))


@dataclass(frozen=True)
class Register:
    """A register: one row a matter. columns: (key or function of the words, column)."""

    title: str
    group: str
    privacy: PaperClass
    kinds: tuple[MatterKind, ...]
    columns: tuple[tuple[str | Callable[[Words], str], Column], ...]


def _who(words: Words) -> str:
    names = (mask_name(name) for name in words.of("applicants").split("、") if name)
    return "、".join(names) or "居民"


def _what(words: Words) -> str:
    return words.matter.category or words.matter.kind.label


REGISTERS: Mapping[str, Register] = {
    "discussion_register": Register(
        "说事日登记簿", "说事与事项", PaperClass.CABINET, (MatterKind.DISCUSSION, MatterKind.APPEAL),
        (
            ("raised_on", _told("反映日期", 25, "center")), ("applicants", Column("反映人", 20, Shows.NAME, name=True)),
            ("area", _told("网格", 18)), ("content", _told("反映内容", 52, grow=True)),
            ("cause", _told("原因", 28, grow=True)),
            ("result", _told("办理结果", 34, grow=True)), ("resolved_level", _told("层级", 12, "center")),
            ("resolved_on", _told("办结日期", 25, "center")), ("closed_in", _told("用时", 16, "center")),
            ("satisfaction", _told("满意度", 16, "center")),
        ),
    ),
    "petition_register": Register(
        "信访登记簿", "信访与救助", PaperClass.CABINET, (MatterKind.PETITION,),
        (
            ("raised_on", _told("日期", 25, "center")), ("channel", _told("来信来访", 19, "center")),
            ("applicants", Column("信访人", 20, Shows.NAME, name=True)), ("phone", _told("联系电话", 26)),
            ("heads", _told("人次", 14, "center")), ("content", _told("信访内容", 50, grow=True)),
            ("category", _told("类别", 16)), ("helpers", _told("代办人员", 27)),
            ("forwarded_to", _told("转交单位", 20)),
            ("result", _told("处理结果", 34, grow=True)), ("feedback_on", _told("答复日期", 25, "center")),
        ),
    ),
    "wall_notice": Register(
        "说事日办理情况公示", "说事与事项", PaperClass.WALL, (MatterKind.DISCUSSION, MatterKind.APPEAL),
        (
            (_who, Column("反映人", 40, Shows.WALL_NAME)), (_what, Column("事项类别", 60, Shows.OFFICE, grow=True)),
            ("raised_on", Column("反映日期", 40, Shows.OFFICE, "center")),
            ("outcome", Column("办理结果", 40, Shows.OFFICE, "center")),
            ("resolved_level", Column("解决层级", 30, Shows.OFFICE, "center")),
            ("closed_in", Column("用时", 26, Shows.OFFICE, "center")),
        ),
    ),
}  # fmt: skip


def _cell(words: Words, key: str | Callable[[Words], str]) -> str:
    """Return one cell; days stand short in tables."""
    if callable(key):
        return key(words)
    return day(getattr(words.matter, key)) if key.endswith("_on") else words.of(key)


def register_row(register: Register, words: Words, number: int) -> Row:
    """Return the row of one matter."""
    cells = (_cell(words, key) for key, _ in register.columns)
    return Row((str(number), *cells), words.of("applicants") if register.privacy is PaperClass.CABINET else "")


def register_table(register: Register, rows: Sequence[Row]) -> Table:
    """Return the table of a register."""
    columns = (Column("序号", 11, Shows.ORDER, "center"), *(column for _, column in register.columns))
    blank = None if register.privacy is PaperClass.WALL else Row(("",) * len(columns))
    return Table(
        columns, tuple(rows) or ((blank,) if blank else ()), BODY.at(9.5), HEAD.at(9.5), least=9 * MM, blank=blank
    )
