"""matter new, step, list; dossier: matters and their bound papers from the command line."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.matters import Channel, Matter, MatterKind, MatterMethod, Outcome, ResolvedLevel, StepAction
from db.ledgers.mediation import Mediation
from db.ledgers.parties import MatterParty, PartySide
from db.ledgers.record import fields_of
from db.store import query
from db.store.query import Query
from db.store.reader import Reader
from db.store.store import Store
from db.trouble import Refused, UnknownName
from db.words.choice import Choice
from db.words.clean import Level, clean
from db.work.areas import Grids
from db.work.casework import take
from db.work.facts import facts_of
from db.work.guards import Move
from db.work.kinds import KINDS
from db.work.mediating import settle_case
from db.work.stages import gates_before, next_goal, stage_of
from db.work.stepping import register
from db.work.taking import rules_of
from desktop.commands.answer import WITH_PROBLEMS, Answer
from desktop.commands.finding import conditions_of
from desktop.commands.rows import plain, row_of, table
from desktop.printing.dossier import issue_dossier, told
from desktop.printing.form import Missing, Order

NO_STEPS = (StepAction.REGISTER, StepAction.BACKFILL)
"""What is not a step of its own on the command line."""


def run_matter(store: Store, words: Namespace) -> Answer:
    """Run one of `matter new`, `matter step`, `matter list`."""
    return {"new": _new, "step": _step, "list": _list}[words.verb](store, words)


def choice_of(choice: type[Choice], text: str | None, label: str) -> Any:
    """Return the member of that key or label; None for nothing said."""
    if text is None:
        return None
    found = choice.read(text)
    if found is None:
        raise UnknownName(f"{label}没有“{text}”这个值。", f"可用：{' '.join(one.value for one in choice)}。")
    return found


def _new(store: Store, words: Namespace) -> Answer:
    kind = choice_of(MatterKind, words.kind, "事项类型")
    raw: dict[str, Any] = {"content": words.content, "subject": words.subject, "raised_on": words.day}
    raw |= _said(words.set, Matter)
    with store.write("登记事项") as writer:
        values = _clean(writer, Matter, {key: one for key, one in raw.items() if one is not None})
        if words.channel:
            values["channel"] = choice_of(Channel, words.channel, "来源渠道")
        if words.area:
            values["area_id"] = _area(writer.reader, words.area)
        values["raised_on"] = values.get("raised_on") or writer.reader.today
        matter = register(writer, {**values, "kind": kind})
        for n, text in enumerate(words.party):
            writer.add(MatterParty, {"matter_id": matter, "sort": n, **_party(writer, kind, text)})
    return _told(store, matter, f"已登记{kind.label}")


def _party(writer: Any, kind: MatterKind, text: str) -> dict[str, Any]:
    """Read SIDE:NAME[:PHONE[:IDNUMBER]]; without a side it is who raised the matter."""
    parts = text.split(":")
    side = PartySide.read(parts[0]) if len(parts) > 1 else None
    rest = parts[1:] if side else parts
    raw = dict(zip(("name", "phone", "id_number"), rest, strict=False))
    if len(rest) > 3 or not raw["name"].strip():
        raise UnknownName(f"当事人“{text}”看不懂。", "请写成 身份:姓名:电话:身份证号，后三项可省后面的。")
    return {"side": side or KINDS[kind].raiser, **_clean(writer, MatterParty, raw)}


def _said(pairs: list[str], ledger: Any) -> dict[str, str]:
    known = {key for key in fields_of(ledger) if key not in ledger.steered}
    found = {}
    for pair in pairs:
        key, sign, text = pair.partition("=")
        if not sign or key not in known:
            raise UnknownName(f"“{pair}”看不懂，或这一项只能由办理步骤写。", f"可用：{' '.join(sorted(known))}。")
        found[key] = text
    return found


def _clean(writer: Any, ledger: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = clean(fields_of(ledger), raw, rules_of(writer.reader, Grids(writer.reader)))
    wrong = [one for one in cleaned.problems if one.level is not Level.WARNING or one.field in raw]
    if wrong:
        raise Refused(wrong[0].reason, "没有登记，请改正后再试。")
    return {key: value for key, value in cleaned.values.items() if ":" not in key}


def _area(reader: Reader, name: str) -> UUID:
    found = Grids(reader).find(name)
    if found is None:
        raise UnknownName(f"没有叫“{name}”的网格。", "可用 list areas 查看全部区域。")
    return found


def matter_id(reader: Reader, text: str) -> UUID:
    """Return the matter of that id or number, such as （2026）丁人调字第47号."""
    try:
        wanted = Matter.id == UUID(text)
    except ValueError:
        wanted = Matter.no == text
    found = reader.scalar(select(Matter.id).where(wanted, Matter.removed_at.is_(None)))
    if found is None:
        raise UnknownName(f"没有编号为“{text}”的事项。", "编号见 matter list 的输出。")
    return UUID(str(found))


def _step(store: Store, words: Namespace) -> Answer:
    action = choice_of(StepAction, words.action, "办理动作")
    if action in NO_STEPS:
        raise UnknownName(f"“{action.label}”不是一步办理。", "登记用 matter new，补录用 import。")
    facts = {
        "outcome": choice_of(Outcome, words.outcome, "办理结果"),
        "resolved_level": choice_of(ResolvedLevel, words.level, "解决层级"),
        "method": choice_of(MatterMethod, words.method, "办理方式"),
        "due_on": words.due,
        "forwarded_to": words.to,
    }
    said = {key: one for key, one in facts.items() if one is not None}
    with store.write(f"办理：{action.label}") as writer:
        one = matter_id(writer.reader, words.matter)
        _fill(writer, one, words.set)
        move = Move(action, words.day, words.text or "", said, words.both_agree, words.extra)
        done = take(writer, one, move)
    warnings = [gate.label for gate in done.warnings]
    answer = _told(store, one, f"已{action.label}", warnings)
    return replace(answer, status=WITH_PROBLEMS) if warnings else answer


def _fill(writer: Any, matter: UUID, pairs: list[str]) -> None:
    """Write fields of a matter or of its case before the step, as the cards of the window do."""
    of_case = set(fields_of(Mediation)) - {"matter_id"}
    case = [pair for pair in pairs if pair.partition("=")[0] in of_case]
    own = _said([pair for pair in pairs if pair not in case], Matter)
    if own:
        writer.change(Matter, matter, _clean(writer, Matter, own))
    if case:
        settle_case(writer, matter, _clean(writer, Mediation, _said(case, Mediation)))


def _told(store: Store, matter: UUID, what: str, warnings: list[str] | None = None) -> Answer:
    """Say what a matter has come to, and what is missing before the next goal."""
    with store.read() as reader:
        facts = facts_of(reader, matter)
        goal = next_goal(facts)
        gates = gates_before(facts, goal) if goal else []
        [cells] = query.cells(reader, BOOKS["matters"], [matter])
        row = row_of(reader, BOOKS["matters"], cells)
    missing = [{"key": gate.key, "label": gate.label, "mend": gate.mend} for gate in gates if not gate.met]
    value = row | {"stage": stage_of(facts).word, "missing_before_next": missing, "warnings": warnings or []}
    lines = [f"{what}：{facts.matter.no or '（无编号）'} {facts.matter.subject}，现为“{value['stage']}”。"]
    lines += [f"  下一步前还缺：{one['label']}" for one in missing]
    return Answer(value, [*lines, *(f"  请注意：{one}" for one in warnings or [])])


def _list(store: Store, words: Namespace) -> Answer:
    book = BOOKS["matters"]
    kinds = [] if words.kind is None else [f"kind={choice_of(MatterKind, words.kind, '事项类型').value}"]
    with store.read() as reader:
        area = _area(reader, words.area) if words.area else None
        wanted = Query(book, where=conditions_of(reader, book, [*kinds, *words.where]), area=area)
        found = query.ids(reader, wanted)
        shown = found if words.limit == 0 else found[: words.limit]
        rows = [row_of(reader, book, cells) for cells in query.cells(reader, book, shown)]
        for one, row in zip(shown, rows, strict=True):
            row["stage"] = stage_of(facts_of(reader, one)).word
    keys = ["no", "kind", "subject", "name", "area", "stage", "raised_on", "due_on", "outcome"]
    labels = {key: one.label for key, one in book.catalogue().items()} | {"stage": "阶段"}
    return Answer(plain(rows), [*table(rows, keys, labels), f"共 {len(found)} 条，列出 {len(rows)} 条。"])


def run_dossier(store: Store, words: Namespace) -> Answer:
    """Bind a dossier into one PDF, registered; a missing required paper refuses it and is named."""
    with store.read() as reader:
        one = matter_id(reader, words.matter)
    missing = None if words.missing is None else Missing.of(words.missing)
    bound = issue_dossier(store, one, Order(missing=missing, masked=words.masked), words.out)
    lines = [f"  {line.place:>7}　{line.title}" for line in bound.contents]
    head = f"已成卷：{len(bound.contents)} 件文书，{bound.made.pages} 页，编号 {bound.sheet_no}，存为 {words.out}。"
    return Answer(told(bound, words.out), [head, *lines])
