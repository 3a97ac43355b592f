"""Registering a case: what was raised, by whom and against whom; a small thing solved on the spot is closed at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from sqlalchemy import select

from db.ledgers.areas import Area
from db.ledgers.matters import Channel, Matter, MatterKind
from db.ledgers.mediation import Mediation
from db.ledgers.parties import MatterParty, PartySide
from db.ledgers.record import Described, fields_of
from db.store.reader import Reader
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import OfficeError
from db.words.clean import Level, Problem, clean
from db.work.areas import Grids
from db.work.discussing import close_on_spot, discussion_day, raise_matter, sitting_of
from db.work.kinds import KINDS
from db.work.mediating import add_party, settle_case
from db.work.taking import rules_of
from desktop.views.case_parts import CaseBook
from desktop.widgets.choices import choices_of
from desktop.widgets.editors import Editor
from desktop.widgets.field_grid import FieldGrid
from desktop.widgets.journal import Journal
from desktop.widgets.parts import bar, button, label, scrolled

PARTY = ("name", "id_number", "phone", "address")
CASE = ("dispute_type", "source")
ABOUT = ("raised_on", "subject", "content", "channel", "place")
ON_SPOT = "spot_result"


class NewCase(QWidget):
    """The sheet of a new case. registered(matter, words): it is in. left(): not now."""

    registered = Signal(object, str)
    left = Signal()

    def __init__(self, store: Store, book: CaseBook) -> None:
        """Ask what a kind of this page wants to know."""
        super().__init__()
        self.store, self.book = store, book
        self.mediated = KINDS[book.kinds[0]].mediated
        self.sitting: UUID | None = None
        self.fields = FieldGrid()
        self.fields.saved.connect(self.save)
        self.editors = self.fields.editors
        self.journal = Journal(store, f"{book.name}/new", lambda: (None, None), self)
        self.fields.edited.connect(self.journal.edited)
        self._lay()

    def _lay(self) -> None:
        with self.store.read() as reader:
            for heading, known in self._sections(reader):
                self.fields.head(heading)
                for key, (described, words, choices) in known.items():
                    self.fields.lay(key, Editor(described, choices), words)
        sheet = QFrame()
        sheet.setProperty("card", True)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(16, 10, 16, 12)
        box.addWidget(label(f"登记{self.book.noun}", "title"))
        box.addWidget(self.fields)
        back, keep = button("返回", self.leave), button("登记", self.save, "primary")
        keep.setToolTip("Ctrl+Enter")
        box.addStretch(1)
        scroll = scrolled(sheet, f"登记{self.book.noun}")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 10, 14, 10)
        outer.addWidget(scroll, 1)
        outer.addWidget(bar(None, back, keep, margins=(0, 0, 0, 0), line=False))  # in sight however long the sheet is

    def _sections(self, reader: Reader) -> list[tuple[str, dict[str, tuple[Described, str, Any]]]]:
        """Return what is asked: by heading, per editor its field, its words and its choices."""
        matter, party, case = fields_of(Matter), fields_of(MatterParty), fields_of(Mediation)

        def row(described: Described, words: str = "", choices: Any = None) -> tuple[Described, str, Any]:
            return described, words or described.label, choices_of(reader, described) if choices is None else choices

        about = {key: row(matter[key]) for key in ABOUT}
        about["area_id"] = row(matter["area_id"], "网格", self._areas(reader))
        sides = [("applicant", "申请人"), ("respondent", "被申请人")] if self.mediated else [("raiser", "反映人")]
        people = {
            f"{side}.{key}": row(party[key], f"{words}{party[key].label}") for side, words in sides for key in PARTY
        }
        if self.mediated:
            return [("当事人", people), ("纠纷", about | {key: row(case[key]) for key in CASE})]
        kinds = [(one.value, one.label) for one in self.book.kinds]
        kind = {"kind": row(matter["kind"], "", kinds), "headcount": row(matter["headcount"])}
        spot = {ON_SPOT: row(matter["result"], "现场解决结果")}
        return [("反映人", people), ("事项", kind | about), ("当场解决的，写下结果，登记后直接办结", spot)]

    def _areas(self, reader: Reader) -> list[tuple[str, str]]:
        rows = reader.rows(select(Area.id, Area.name).where(Area.removed_at.is_(None)).order_by(Area.sort, Area.code))
        return [(str(one), name) for one, name in rows]

    # -- working --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin an empty sheet; today and the usual kind stand there already."""
        self.sitting = None
        usual = {"raised_on": self.store.clock.today(), "kind": self.book.kinds[0], "headcount": 1}
        self.fields.shows(usual)
        self.journal.begin(self.fields, f"登记{self.book.noun}")
        self.fields.begin()

    def leave(self) -> None:
        """Give up what was typed."""
        self.journal.drop()
        self.left.emit()

    def at_sitting(self, sitting: UUID, day: date) -> None:
        """Let what is registered belong to a sitting."""
        self.sitting = sitting
        self.editors["raised_on"].shows(day)
        self.editors["channel"].shows(Channel.DISCUSSION_DAY)

    def save(self) -> None:
        """Register what stands here; problems stand at their fields, refusals below."""
        values = self._cleaned(self.fields.reads())
        if values is None:
            return
        try:
            with self.store.write(f"登记{self.book.noun}") as writer:
                matter = self._register(writer, values)
        except OfficeError as trouble:
            self.fields.refuse(trouble)
            return
        self.journal.drop()
        self.registered.emit(matter, f"已登记{self.book.noun}" + ("，现场解决" if values.get(ON_SPOT) else ""))

    def _cleaned(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the values by the keys of the sheet; None where one can't be read."""
        area = raw["area_id"]
        known = {key: editor.described for key, editor in self.editors.items() if key != "area_id"}
        found: dict[str, Any] = {"area_id": area} if area else {}
        problems: list[Problem] = []
        with self.store.read() as reader:
            rules = rules_of(reader, Grids(reader))
            for key, described in known.items():
                cleaned = clean({described.key: described}, {described.key: raw[key]}, rules)
                problems += [replace(problem, field=key) for problem in cleaned.problems]
                if described.key in cleaned.values:
                    found[key] = cleaned.values[described.key]
        self.fields.tell(problems)
        return None if any(problem.level is not Level.WARNING for problem in problems) else found

    def _register(self, writer: Writer, values: Mapping[str, Any]) -> UUID:
        about = {key: values[key] for key in (*ABOUT, "area_id", "kind", "headcount") if key in values}
        about.setdefault("kind", self.book.kinds[0])
        if self.mediated:
            matter = raise_matter(writer, about)
            for side, name in ((PartySide.APPLICANT, "applicant"), (PartySide.RESPONDENT, "respondent")):
                party = _party(values, name)
                if party.get("name"):
                    add_party(writer, matter, side, party)
            settle_case(writer, matter, {key: values[key] for key in CASE if key in values})
            return matter
        matter = raise_matter(writer, about, _party(values, "raiser"), self._sitting(writer, about))
        if values.get(ON_SPOT):
            close_on_spot(writer, matter, values[ON_SPOT])
        return matter

    def _sitting(self, writer: Writer, about: Mapping[str, Any]) -> UUID | None:
        """What is registered at a sitting belongs to it; a 说事 raised on the weekday of sittings, to that day's."""
        if self.sitting is not None:
            return self.sitting
        day = about.get("raised_on") or writer.reader.today
        sat = about["kind"] is MatterKind.DISCUSSION and discussion_day(writer.reader, day) == day
        return sitting_of(writer, day) if sat else None


def _party(values: Mapping[str, Any], side: str) -> dict[str, Any]:
    return {key: values[f"{side}.{key}"] for key in PARTY if f"{side}.{key}" in values}
