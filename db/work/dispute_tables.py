"""The two tables of disputes that go up: the monthly cross table by type, the statistical sheet (DOMAIN 4.1, 9).

Cross table (镇巴 layout): what was received in the period, solved or not by its 截止日. Statistical sheet: what was
closed in the period, so that a case counts once, when it ends. Every total is the sum of its parts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.ledgers.areas import Area
from db.ledgers.codes import CodeItem
from db.ledgers.matters import MatterKind, MatterState, Outcome
from db.ledgers.mediation import CaseSource, Mediation, Performance
from db.ledgers.office import Office
from db.ledgers.parties import MatterParty, PartySide
from db.store.reader import Reader
from db.work.figures import Asking, Period
from db.work.kinds import AGREED
from db.work.matter_flow import Course, courses

TYPES = "dispute_type"
SIDES = (PartySide.APPLICANT, PartySide.RESPONDENT, PartySide.THIRD_PARTY)
ENTRUSTED = {
    CaseSource.COURT: "法院", CaseSource.PROCURATORATE: "检察院", CaseSource.POLICE: "公安机关",
    CaseSource.PETITION_OFFICE: "信访部门", CaseSource.OTHER: "其他部门",
}  # fmt: skip
WHOLE, NOWHERE, UNSAID = "合计", "未分网格", "未填"
Ids = tuple[UUID, ...]


@dataclass(frozen=True)
class Split:
    """Disputes received, by what had become of them: 化解 and 未化解, what is in hand among the latter."""

    solved: Ids
    unsolved: Ids

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.solved) + len(self.unsolved)


@dataclass(frozen=True)
class CrossLine:
    """One unit of the cross table: all its disputes, and those of each type in the order of the types."""

    unit: str
    all: Split
    types: tuple[Split, ...]


@dataclass(frozen=True)
class CrossTable:
    """矛盾纠纷排查化解月统计表. types: their labels; the last line is 合计."""

    place: str
    period: Period
    types: tuple[str, ...]
    lines: tuple[CrossLine, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The types as the head of the table says them, each with how many it has in all."""
        return tuple(
            f"{label}（共计：{one.count} 件）" for label, one in zip(self.types, self.whole.types, strict=True)
        )

    @property
    def whole(self) -> CrossLine:
        """The sum of all units."""
        return self.lines[-1]


@dataclass(frozen=True)
class Item:
    """One figure of the statistical sheet: group, label, value, and the disputes it counts."""

    group: str
    label: str
    value: int | Decimal
    ids: Ids = ()


def value_words(item: Item) -> str:
    """Return a figure as it stands on paper: an amount to the fen."""
    return f"{item.value:.2f}" if isinstance(item.value, Decimal) else str(item.value)


@dataclass(frozen=True)
class Statistics:
    """人民调解案件统计表: the figures of every unit in the order of the official columns; the last unit is 合计."""

    place: str
    period: Period
    units: tuple[tuple[str, tuple[Item, ...]], ...]

    @property
    def whole(self) -> tuple[Item, ...]:
        """The sum of all units."""
        return self.units[-1][1]


def cross_table(reader: Reader, period: Period, area: UUID | None = None) -> CrossTable:
    """Return the disputes received in a period by unit and type, solved or not by its end."""
    cases = Cases(Asking(reader, period, area))
    new = [one for one in cases.every if one.matter.raised_on >= period.first]
    types = cases.types(new)

    def line(unit: str, some: Sequence[Course]) -> CrossLine:
        of_type = (_split([one for one in some if cases.type_of(one) == code]) for code, _ in types)
        return CrossLine(unit, _split(some), tuple(of_type))

    lines = tuple(line(unit, some) for unit, some in cases.by_unit(new))
    return CrossTable(cases.place, period, tuple(label for _, label in types), lines)


def statistics(reader: Reader, period: Period, area: UUID | None = None) -> Statistics:
    """Return the figures of the disputes closed in a period."""
    cases = Cases(Asking(reader, period, area))
    ended = [one for one in cases.every if one.times(period.first, period.end, MatterState.RESOLVED) and _closed(one)]
    types = cases.types(ended)
    return Statistics(
        cases.place, period, tuple((unit, tuple(cases.items(some, types))) for unit, some in cases.by_unit(ended))
    )


def _closed(one: Course) -> bool:
    return bool(one.turns) and one.turns[-1][1] is MatterState.RESOLVED


def _agreed(one: Course) -> bool:
    return _closed(one) and one.at_end("outcome") in AGREED


def _split(some: Sequence[Course]) -> Split:
    solved = _ids(one for one in some if _agreed(one))
    return Split(solved, _ids(one for one in some if not _agreed(one)))


def _ids(some: Iterable[Course]) -> Ids:
    return tuple(one.matter.id for one in some)


class Cases:
    """The disputes of an office up to the end of a period, with what their cases say."""

    def __init__(self, asking: Asking) -> None:
        """Read them once."""
        self.asking, self.reader, self.end = asking, asking.reader, asking.period.end
        self.every = [one for one in courses(asking) if one.matter.kind is MatterKind.DISPUTE]
        rows = self.reader.rows(select(Mediation).where(Mediation.removed_at.is_(None)))
        self.case: dict[UUID, Any] = {row.matter_id: row for (row,) in rows}
        above = select(CodeItem.code, CodeItem.parent).where(CodeItem.set == TYPES, CodeItem.parent.is_not(None))
        self.above: dict[str, str] = {code: parent for code, parent in self.reader.rows(above) if parent}
        where = select(Area.name).where(Area.id == asking.area) if asking.area else select(Office.name)
        self.place = str(self.reader.scalar(where))

    def type_of(self, one: Course) -> str:
        """Return the type of a dispute; a local sub-type counts under the type above it, "" where none was said."""
        code = (case.dispute_type if (case := self.case.get(one.matter.id)) else None) or ""
        return self.above.get(code, code)

    def types(self, some: Sequence[Course]) -> list[tuple[str, str]]:
        """Return the types in their order, (code, label): all in use, and what else some dispute bears."""
        known = self.reader.codes(TYPES)
        borne = {self.type_of(one) for one in some}
        top = [code for code, _, _, active in known.items if code not in self.above and (active or code in borne)]
        rest = sorted(borne - set(top) - {""})
        return [(code, known.label(code)) for code in (*top, *rest)] + ([("", UNSAID)] if "" in borne else [])

    def by_unit(self, some: Sequence[Course]) -> list[tuple[str, list[Course]]]:
        """Return the disputes by grid in its order, then those of no grid, then all of them under 合计."""
        rows = self.reader.rows(select(Area.id, Area.name).order_by(Area.sort, Area.code))
        units: list[tuple[UUID | None, str]] = [*((one, name) for one, name in rows), (None, NOWHERE)]
        found = [(name, [one for one in some if one.matter.area_id == area]) for area, name in units]
        return [*((name, own) for name, own in found if own), (WHOLE, list(some))]

    def items(self, some: Sequence[Course], types: Sequence[tuple[str, str]]) -> Iterable[Item]:
        """Return the figures of some disputes, in the order of the official columns."""

        def count(group: str, label: str, holds: Callable[[Course, Any], bool]) -> Item:
            ids = _ids(one for one in some if holds(one, self.case.get(one.matter.id)))
            return Item(group, label, len(ids), ids)

        def from_(*sources: CaseSource | None) -> Callable[[Course, Any], bool]:
            return lambda _, case: (case.source if case else None) in sources

        yield count("案件", "案件总数", lambda *_: True)
        yield Item("案件", "涉及当事人数", self._parties(some), _ids(some))
        yield count("案件", "调解成功数", lambda one, _: _agreed(one))
        yield count("案件", "疑难案件", lambda _, case: bool(case and case.difficult))
        priced = [one for one in some if one.matter.amount]
        yield Item("案件", "涉及金额（元）", sum((one.matter.amount for one in priced), Decimal(0)), _ids(priced))
        yield count("案件来源", "主动调解", from_(CaseSource.OWN_MOTION))
        yield count("案件来源", "依申请调解", from_(CaseSource.APPLIED))
        yield count("案件来源", "接受委托移送小计", from_(*ENTRUSTED))
        for source, label in ENTRUSTED.items():
            yield count("案件来源", f"其中：{label}", from_(source))
        yield count("案件来源", f"来源{UNSAID}", from_(None))
        for code, label in types:
            yield count("案件分类", label if code else f"类型{UNSAID}", self._of_type(code))
        yield count("协议形式", "口头", lambda one, _: _agreed(one) and one.at_end("outcome") is Outcome.AGREED_ORAL)
        yield count("协议形式", "书面", lambda one, _: _agreed(one) and one.at_end("outcome") is Outcome.AGREED_WRITTEN)
        yield count("履行和确认", "全部履行", lambda one, case: _agreed(one) and self._performed(case))
        yield count("履行和确认", "司法确认", lambda _, case: bool(case) and self._seen(case.confirm_applied_on))

    def _of_type(self, code: str) -> Callable[[Course, Any], bool]:
        return lambda one, _: self.type_of(one) == code

    def _performed(self, case: Any) -> bool:
        full = case is not None and case.performance is Performance.FULL
        return full and (case.performed_on is None or self._seen(case.performed_on))

    def _seen(self, day: Any) -> bool:
        return day is not None and bool(day <= self.end)

    def _parties(self, some: Sequence[Course]) -> int:
        wanted = set(_ids(some))
        statement = select(MatterParty.matter_id, func.count()).where(
            MatterParty.side.in_(SIDES), MatterParty.removed_at.is_(None)
        )
        rows = self.reader.rows(statement.group_by(MatterParty.matter_id))
        return sum(number for matter, number in rows if matter in wanted)
