"""What an office sets about matters: limits, return visits and numbers by kind, blocks of numbers, the void register.

A number's pattern is kept with {year}, {short} and {n}; a clerk reads and writes 【年】, 【简称】 and 【号】.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.matter_rules import MatterRule, Need, NumberBlock, NumberVoid, PaperRule
from db.ledgers.matters import Matter, MatterKind, Outcome
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.clean import Level, Problem
from db.work.kinds import KINDS, PAPERS, REQUIRED, kind_rules, required_papers
from db.work.numbering import gaps, make_void, set_aside, voids, years
from db.work.rules import RowEdit, keep_rows

FOLLOWS = 8
"""The paper of this place follows from the outcome and is always required: agreement, oral register, termination."""
SIGNS = (("{year}", "【年】"), ("{short}", "【简称】"), ("{n}", "【号】"))
DAYS = ("raised_days", "days", "extra_days")
LONGEST = 3660
PLACES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬"
"""Places of the papers of a dossier, signs of one width: what follows stands in line."""
Values = dict[str, Any]


def in_words(pattern: str) -> str:
    """Return a pattern as a clerk reads it."""
    for sign, word in SIGNS:
        pattern = pattern.replace(sign, word)
    return pattern


def from_words(text: str) -> str | None:
    """Return the pattern that words mean; None where a number made of it would not tell year and number."""
    bare = text
    for _, word in SIGNS:
        bare = bare.replace(word, "")
    if any(sign in bare for sign in "{}【】") or text.count("【号】") != 1 or text.count("【年】") != 1:
        return None
    for sign, word in SIGNS:
        text = text.replace(word, sign)
    return text


def shipped(kind: MatterKind, outcome: Outcome | None) -> Values:
    """Return what the program sets for a kind, or for one outcome of it, where the office says nothing."""
    rules = KINDS[kind]
    if outcome is not None:
        return {"visit_back": rules.owes(outcome)}
    return {"deadline": rules.deadline, "visit_back": rules.owed, "pattern": rules.pattern} | {
        key: getattr(rules, key) for key in DAYS
    }


def kind_rows(reader: Reader) -> list[tuple[UUID | None, Values]]:
    """Return a row for every kind, and for each outcome of it that has its own return visit, as they hold now."""
    own = {
        (row.kind, row.outcome): row.id
        for (row,) in reader.rows(select(MatterRule).where(MatterRule.removed_at.is_(None)))
    }
    made: list[tuple[UUID | None, Values]] = []
    for kind, rules in KINDS.items():
        now = kind_rules(reader, kind)
        whole = {"deadline": now.deadline, "visit_back": now.owed, "pattern": in_words(now.pattern)}
        made.append((own.get((kind, None)), _row(kind, None, whole | {key: getattr(now, key) for key in DAYS})))
        made += [
            (own.get((kind, outcome)), _row(kind, outcome, {"visit_back": now.owes(outcome)}))
            for outcome in rules.visit_back or ()
        ]
    return made


def _row(kind: MatterKind, outcome: Outcome | None, values: Mapping[str, Any]) -> Values:
    blank = dict.fromkeys(("deadline", *DAYS, "visit_back", "pattern"))
    return {"kind": kind, "outcome": outcome, **blank, **values}


def keep_kind_rows(writer: Writer, edits: Sequence[RowEdit]) -> list[tuple[int, Problem]]:
    """Keep what differs from what the program sets; a limit or a pattern that can't be is told and nothing is kept."""
    problems = [(at, one) for at, edit in enumerate(edits) for one in _wrong(edit.raw)]
    return problems or keep_rows(writer, MatterRule, [_own(edit) for edit in edits])


def _wrong(raw: Mapping[str, Any]) -> list[Problem]:
    told = []
    pattern = str(raw.get("pattern") or "")
    if pattern and from_words(pattern) is None:
        reason = "编号格式里要有一个【年】和一个【号】，可再加【简称】，如（【年】）【简称】人调字第【号】号。"
        told.append(Problem("pattern", pattern, Level.ERROR, reason))
    for key in DAYS:
        text = str(raw.get(key) if raw.get(key) is not None else "").strip()
        if text and not (text.isdecimal() and 0 < int(text) <= LONGEST):
            told.append(Problem(key, text, Level.ERROR, f"天数应为 1 到 {LONGEST} 的整数；不设期限请在期限算法里选。"))
    return told


def _own(edit: RowEdit) -> RowEdit:
    raw: Values = dict(edit.raw)
    usual = shipped(raw["kind"], raw.get("outcome"))
    if raw.get("pattern"):
        raw["pattern"] = from_words(str(raw["pattern"]))
    for key, value in usual.items():
        if str(raw.get(key)) == str(value):
            raw[key] = None
    return RowEdit(edit.id, raw, edit.fixed)


def paper_rows(reader: Reader) -> list[Values]:
    """Return, for every paper of a dossier but the eighth, whether each outcome requires it, as it holds now."""
    needed = {outcome: required_papers(reader, outcome) for outcome in REQUIRED}
    return [
        {"key": key, "paper": f"{PLACES[paper.place - 1]} {paper.label}"}
        | {outcome.value: _need(needed[outcome], key) for outcome in REQUIRED}
        for key, paper in PAPERS.items()
        if paper.place != FOLLOWS
    ]


def _need(required: Collection[str], paper: str) -> Need:
    return Need.REQUIRED if paper in required else Need.AS_NEEDED


def keep_paper_rows(writer: Writer, edits: Sequence[RowEdit]) -> list[tuple[int, Problem]]:
    """Keep what the office asks otherwise than the program; what is the program's own again is forgotten."""
    own = {
        (rule.paper, rule.outcome): rule.id
        for (rule,) in writer.reader.rows(select(PaperRule).where(PaperRule.removed_at.is_(None)))
    }
    told = [
        (at, Problem(outcome.value, "", Level.ERROR, "请选必须或按需。"))
        for at, edit in enumerate(edits)
        for outcome in REQUIRED
        if not isinstance(edit.raw[outcome.value], Need)
    ]
    for edit in () if told else edits:
        paper = str(edit.fixed["paper"])
        for outcome, usual in REQUIRED.items():
            need, known = edit.raw[outcome.value], own.get((paper, outcome))
            if need is _need(usual, paper):
                if known is not None:
                    writer.remove(PaperRule, known)
            elif known is not None:
                writer.change(PaperRule, known, {"need": need})
            else:
                writer.add(PaperRule, {"outcome": outcome, "paper": paper, "need": need})
    return told


def keep_blocks(writer: Writer, edits: Sequence[RowEdit]) -> list[tuple[int, Problem]]:
    """Set new blocks of numbers aside; what was set aside before stays."""
    return keep_rows(writer, NumberBlock, edits, lambda values: set_aside(writer, NumberBlock(**values)))


def keep_voids(writer: Writer, edits: Sequence[RowEdit]) -> list[tuple[int, Problem]]:
    """Enter spoilt numbers; one that a matter bears is refused."""

    def add(values: Values) -> None:
        make_void(writer, values["kind"], values["year"], values["seq"], values["reason"])

    return keep_rows(writer, NumberVoid, edits, add)


def void_lines(reader: Reader) -> list[str]:
    """Return, by kind and year, which numbers no matter bears and why; what nothing explains stands first."""
    lines = []
    for kind in KINDS:
        given = {year for year, _ in years(reader, kind)}
        entered = select(NumberVoid.year).where(NumberVoid.kind == kind, NumberVoid.removed_at.is_(None))
        taken_back = select(Matter.year).where(Matter.kind == kind, Matter.year.is_not(None))
        given |= {year for part in (entered, taken_back) for (year,) in reader.rows(part.distinct())}
        for year in sorted(given, reverse=True):
            missing = gaps(reader, kind, year)
            told = [f"{_runs(missing)} 没有说明"] if missing else []
            by_reason: dict[str, list[int]] = {}
            for one in voids(reader, kind, year):
                by_reason.setdefault(one.reason, []).append(one.seq)
            told += [f"{_runs(numbers)} {reason}" for reason, numbers in by_reason.items()]
            if told:
                lines.append(f"{kind.label} {year} 年：{'；'.join(told)}")
    return lines


def _runs(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return "、".join(f"{a}" if a == b else f"{a}—{b}" for a, b in runs) + " 号"
