"""One case on the right of a case page: stage bar, limit, cards by tab, notes, and what the next stage still wants."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from db.ledgers.matters import Matter, StepAction
from db.ledgers.mediation import Mediation
from db.ledgers.parties import Instalment, MatterParty
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import OfficeError
from db.work.bundle import Paper, papers_of
from db.work.case_lines import limit_words, lines_of
from db.work.casework import note, take
from db.work.facts import Facts, facts_of
from db.work.flowing import actions_from
from db.work.guards import Move
from db.work.mediating import follow_performance, settle_case
from db.work.stages import Goal, StageBar, gates_before, next_goal, stage_of
from desktop.printing.dossier import printed_on
from desktop.theme import across, set_look, sizes
from desktop.views.case_marks import stage_marks
from desktop.views.case_moves import Moves
from desktop.views.case_parts import Part, tabs_for
from desktop.views.party_links import PartyLinks
from desktop.widgets.attachments import Attachments
from desktop.widgets.children import Children
from desktop.widgets.gates import Gates, Wanted
from desktop.widgets.journal import Journal
from desktop.widgets.noting import NoteLine
from desktop.widgets.parts import bar, button, label, leaflets, scrolled, shelve
from desktop.widgets.record_card import RecordCard, cards
from desktop.widgets.stages import StageBar as Bar
from desktop.widgets.step_panel import StepPanel
from desktop.widgets.timeline import Entry, Timeline

A = StepAction
WIDE = 900
"""Logical pixels from which the gate list stands beside the cards."""
GOALS: Mapping[Goal, str] = {
    Goal.ACCEPT: "受理", Goal.WORK: "开始办理", Goal.AGREEMENT: "进入“达成协议”", Goal.RESOLVE: "办结",
    Goal.VISIT_BACK: "登记回访", Goal.ARCHIVE: "归档",
}  # fmt: skip


class CaseFile(QWidget):
    """One case. changed(words): something was written. back(): to the list. paper(matter): its papers are wanted."""

    changed = Signal(str)
    back = Signal()
    paper = Signal(object)

    def __init__(self, store: Store, page: str) -> None:
        """Begin without a case. page: the page's name, under which what is typed is kept."""
        super().__init__()
        self.store, self.page = store, page
        self.matter: UUID | None = None
        self.facts: Facts | None = None
        self.parts: dict[str, QWidget] = {}
        self.kind: object = None
        self.wanted = False
        self.printed: dict[str, date] = {}
        self.title, self.tag, self.number = label("", "title"), label("", "caption"), label("", "muted")
        self.tag.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.returning = button("‹ 列表", self.back.emit, "link")
        self.papers = button("打印文书…", lambda: self.paper.emit(self.matter), "", "print")
        self.more = button("更多步骤", lambda: None)
        self.menu = Moves(store, self.more)
        self.menu.asked.connect(self.ask)
        self.menu.wanted.connect(self._move)
        self.more.setMenu(self.menu)
        self.next = button("下一步", self.go_on, "primary")
        self.stages = Bar()
        self.limit = label("")
        self.limit.setWordWrap(True)
        self.extend = button("申请延期", partial(self.ask, A.EXTEND), "link")
        self.limit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.banner = bar(self.limit, self.extend, margins=(12, 6, 12, 6), line=False)
        self.steps = StepPanel(store, f"{page}/step", self._whose)
        self.steps.journal.open = lambda which: self.ask(StepAction.of(which))
        self.steps.confirmed.connect(self._take)
        self.tabs = leaflets("案卷分页")
        self.timeline = Timeline("办理过程", "还没有办理记录。")
        self.noting = NoteLine()
        self.noting.noted.connect(self._note)
        self.begun = Journal(store, f"{page}/note", self._whose, self.noting)
        self.begun.open = lambda _which: self.noting.text.setFocus()
        self.begun.begin(self.noting, "补充记录")
        self.noting.text.textEdited.connect(self.begun.edited)
        self.files = Attachments(store, Matter)
        self.files.kept.connect(self._kept)
        self.gates, self.dossier = Gates(), Gates()
        for one in (self.gates, self.dossier):
            one.mend.connect(self.lead_to)
        self._lay()
        shelve(self, self.timeline, self.noting, self.files, self.aside)

    def _lay(self) -> None:
        head = QFrame()
        head.setProperty("card", True)
        column = QVBoxLayout(head)
        column.setContentsMargins(14, 6, 14, 8)
        tools = (self.papers, self.more, self.next)
        column.addWidget(
            bar(self.returning, self.title, self.tag, self.number, None, *tools, margins=(0, 4, 0, 4), line=False)
        )
        column.addWidget(self.stages)
        inner = QFrame()
        inner.setProperty("card", True)
        side = QVBoxLayout(inner)
        side.setContentsMargins(14, 8, 14, 10)
        self.aim = label("", "section")
        self.aim.setWordWrap(True)
        side.addWidget(self.aim)
        side.addWidget(self.gates)
        self.bundle = label("卷内文书", "section")
        side.addWidget(self.bundle)
        side.addWidget(self.dossier)
        side.addStretch(1)
        self.aside = scrolled(inner, "还缺什么")
        self.middle = QHBoxLayout()
        self.middle.setSpacing(10)
        self.middle.addWidget(self.tabs, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(8)
        for part in (head, self.banner, self.steps):
            box.addWidget(part)
        box.addLayout(self.middle, 1)

    # -- showing --------------------------------------------------------------------------------------------------

    def show_case(self, matter: UUID | None) -> None:
        """Show a case anew; cards that were being edited are closed."""
        if matter != self.matter:
            self.steps.hide()
            self.noting.text.clear()
        self.matter = matter
        if matter is None:
            return
        with self.store.read() as reader:
            facts = facts_of(reader, matter)
            standing, goal = stage_of(facts), next_goal(facts)
            [line] = lines_of(reader, [matter])
            self.printed = printed_on(reader, matter) if facts.rules.mediated else {}
        self.facts = facts
        self.tag.setText(line.tag)
        set_look(self.tag, "tag", line.tone or "none")
        self._head(facts, standing, goal, line.standing)
        self._build(facts)
        for part in self.parts.values():
            self._fill(part, facts)
        self.files.show_of(matter, facts.attachments)
        self.tabs.setTabText(self.tabs.count() - 1 - (self.tabs.indexOf(self.aside) >= 0), _counted(facts))
        self._wanted(facts, goal)
        self.noting.offer(facts)
        self.timeline.tell(
            [
                Entry(f"{step.day:%Y-%m-%d}　{step.action.label}　{step.actor}", step.text or "")
                for step in reversed(facts.steps)
            ]
        )

    def _head(self, facts: Facts, standing: StageBar, goal: Goal | None, besides: Sequence[str]) -> None:
        self.title.setText(facts.matter.subject)
        self.title.setMinimumWidth(min(self.title.sizeHint().width(), sizes()["row"] * 4))
        self.number.setText(facts.matter.no or "")
        self.stages.tell(stage_marks(facts, standing))
        words, tone = limit_words(facts)
        told = "　".join(part for part in (words, " · ".join(besides)) if part)
        self.limit.setText(told)
        self.banner.setVisible(bool(told))
        self.extend.setVisible(A.EXTEND in actions_from(facts.position))
        set_look(self.banner, "banner", tone or "info")
        self.next.setVisible(goal is not None)
        if goal is not None:
            self.next.setText(GOALS[goal])
            self.next.setAccessibleName(GOALS[goal])
        self.more.setEnabled(self.menu.offer(facts))

    def _build(self, facts: Facts) -> None:
        """Lay the tabs of this kind, unless they stand already."""
        if self.kind is facts.matter.kind:
            return
        self.kind = facts.matter.kind
        self.parts = {}
        at = self.tabs.currentIndex()
        while self.tabs.count():
            page = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if page is not self.aside:
                page.deleteLater()  # what is shown of every kind moves to its new place before
        for heading, parts in tabs_for(facts.matter.kind):
            made = [self._part(part) for part in parts]
            self.tabs.addTab(scrolled(cards(*made), heading), heading)
        course = QWidget()
        box = QVBoxLayout(course)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.timeline, 1)
        box.addWidget(self.noting)
        self.tabs.insertTab(1, course, "办理过程")
        self.tabs.addTab(scrolled(cards(self.files), "附件"), "附件")
        self.tabs.setCurrentIndex(max(at, 0))
        self._arrange()

    def _part(self, part: Part) -> QWidget:
        if part.keys:
            made: RecordCard | Children = self._card(part)
        else:
            made = Children(self.store, part.ledger)
            made.setProperty("card", True)
            made.kept.connect(self._kept)
            if part.ledger is MatterParty:
                self.links = PartyLinks(self.store, made)
            if part.ledger is Instalment:
                made.also = lambda writer: follow_performance(writer, self._open())
        made.keep_drafts(f"{self.page}/{part.key}", self._whose)
        self.parts[part.key] = made
        return made

    def _card(self, part: Part) -> RecordCard:
        card = RecordCard(self.store, part.ledger, part.heading, part.keys)
        card.kept.connect(self._kept)
        if part.ledger is Mediation:
            card.keep = lambda writer, _one, values: settle_case(writer, self._open(), values)
        return card

    def _whose(self) -> tuple[UUID | None, None]:
        """Say whose what is typed here is; which persons are in it, nobody can tell."""
        return self.matter, None

    def _open(self) -> UUID:
        if self.matter is None:
            message = "no case is open"
            raise LookupError(message)
        return self.matter

    def _fill(self, part: QWidget, facts: Facts) -> None:
        if isinstance(part, RecordCard):
            part.show_of(facts.matter if part.ledger is Matter else facts.mediation)
        elif isinstance(part, Children) and part.ledger is MatterParty:
            self.links.show_of(facts.matter.id, facts.matter.kind)
        elif isinstance(part, Children):
            part.show_of(facts.matter.id)

    def _wanted(self, facts: Facts, goal: Goal | None) -> None:
        gates = gates_before(facts, goal) if goal is not None else []
        self.gates.tell([Wanted(one.label, one.met, self._place(one.mend)) for one in gates])
        papers = papers_of(facts) if facts.rules.mediated else []
        self.bundle.setVisible(bool(papers))
        self.dossier.tell(
            [
                Wanted(one.kind.label, one.there, self._place(one.kind.mend), one.required, self._when(one))
                for one in papers
            ]
        )
        lacking = sum(not one.met for one in gates)
        aim = "这个事项已走完流程" if goal is None else f"{GOALS[goal]}前"
        self.aim.setText(f"{aim}（还缺 {lacking} 项）" if lacking else aim)
        self.wanted = bool(gates or papers)
        if self.tabs.indexOf(self.aside) < 0:  # as a tab it would shine through between the cards
            self.aside.setVisible(self.wanted)

    def _when(self, paper: Paper) -> str:
        day = self.printed.get(paper.kind.key) if paper.there else None
        return "" if day is None else f"已打印 {day:%m-%d}"

    def _place(self, mend: str) -> str:
        return mend if mend in self.parts else ""

    # -- doing ----------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Do what comes next, or go where it is done."""
        goal = next_goal(self.facts) if self.facts is not None else None
        if goal is Goal.AGREEMENT:
            self.lead_to("agreement")
        elif goal is Goal.WORK:
            self.tabs.setCurrentIndex(1)
            self.noting.text.setFocus()
        elif goal is not None:
            self.ask(goal.value)

    def ask(self, action: StepAction) -> None:
        """Open the panel of a step."""
        if self.facts is not None:
            self.steps.ask(self.facts, action)

    def lead_to(self, where: str) -> None:
        """Go to the card where something is mended, and open it."""
        part = self.parts.get(where)
        if part is None:
            return
        at = next(n for n in range(self.tabs.count()) if self.tabs.widget(n).isAncestorOf(part))
        self.tabs.setCurrentIndex(at)
        part.edit()  # type: ignore[attr-defined]

    def take_card(self, number: str) -> bool:
        """Put a card's number where a party is being typed or looked for; False where none is."""
        return self.facts is not None and self.links.take_card(number)

    def unsaved(self) -> bool:
        """Say whether something typed is not saved."""
        own = (part for part in self.parts.values() if isinstance(part, RecordCard | Children))
        return self.steps.changed() or bool(self.noting.text.text().strip()) or any(part.changed() for part in own)

    def step_back(self) -> bool:
        """Close the panel or the editors that stand open; False where none do."""
        if self.steps.isVisible():
            self.steps.leave()
            return True
        return any(part.back() for part in self.parts.values() if isinstance(part, RecordCard | Children))

    def _take(self, move: Move) -> None:
        self._write(move.action.label, lambda: self._taken(move), self.steps.say)

    def _taken(self, move: Move) -> str:
        with self.store.write(f"事项{move.action.label}") as writer:
            stepped = take(writer, self._open(), move)
        self.steps.leave()
        warned = "；".join(gate.label for gate in stepped.warnings)
        return f"已{move.action.label}" + (f"。请留意：{warned}" if warned else "")

    def _move(self, reason: str, do: Callable[[Writer, UUID], str]) -> None:
        """Put the matter to another 说事日 or another case, or let it stand alone."""

        def write() -> str:
            with self.store.write(reason) as writer:
                return do(writer, self._open())

        self._write(reason, write, self.noting.say)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Attach files that were dropped, and show them."""
        self.files.add(paths)
        self.tabs.setCurrentIndex(next(n for n in range(self.tabs.count()) if self.tabs.tabText(n)[:2] == "附件"))

    def _note(self, action: StepAction, text: str) -> None:
        def do() -> str:
            with self.store.write(f"记录{action.label}") as writer:
                note(writer, self._open(), action, text)
            self.noting.text.clear()
            self.begun.drop()
            self.begun.begin(self.noting, "补充记录")
            return f"已记录{action.label}"

        self._write(action.label, do, self.noting.say)

    def _write(self, _what: str, do: Callable[[], str], refuse: Callable[[str], None]) -> None:
        try:
            words = do()
        except OfficeError as trouble:
            refuse(f"{trouble.what}{trouble.remedy}")
            return
        self._kept(words)

    def _kept(self, words: str) -> None:
        self.show_case(self.matter)
        self.changed.emit(words)

    def hasHeightForWidth(self) -> bool:
        """Fill the page, never make it scroll: the cards scroll by themselves."""
        return False

    # -- room -----------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """The gate list stands beside the cards where there is room, else as a tab of its own."""
        beside = self.width() >= across(WIDE)
        if beside and self.middle.indexOf(self.aside) < 0:
            at = self.tabs.indexOf(self.aside)
            if at >= 0:
                self.tabs.removeTab(at)
            self.aside.setFixedWidth(sizes()["side"] * 2 // 3)
            self.middle.addWidget(self.aside)
            self.aside.setVisible(self.wanted)
        elif not beside and self.tabs.indexOf(self.aside) < 0:
            self.middle.removeWidget(self.aside)
            self.aside.setMinimumWidth(0)
            self.aside.setMaximumWidth(1 << 20)
            self.tabs.addTab(self.aside, "下一步")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in sight."""
        super().resizeEvent(event)
        self._arrange()


def _counted(facts: Facts) -> str:
    return f"附件 {len(facts.attachments)}" if facts.attachments else "附件"
