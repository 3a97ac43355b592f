"""Taking old registers of matters in: each row that is new enters by 补录, a known row mends what no step steers.

A row is known by its number, else by kind, day and content. Numbers written in the sheet stay as they are; rows without
one are numbered after all others, by their day; what the old register lacks is entered as void (`explain_gaps`).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.books.book import Book
from db.ledgers.matters import Matter, MatterKind, MatterState, Outcome
from db.ledgers.mediation import AgreementForm, Mediation
from db.ledgers.parties import MatterParty, PartySide
from db.ledgers.record import Record, fields_of
from db.store.ids import new_id
from db.store.writer import Writer
from db.words.clean import Cleaned, Level, Problem, Rules, clean
from db.words.field import Kind
from db.words.names import tidy_name
from db.work.areas import Grids
from db.work.deadlines import due_when_accepted, due_when_raised
from db.work.kinds import AGREED, KINDS
from db.work.numbering import explain_gaps, next_number, number_text
from db.work.stepping import OldCase, backfill
from db.work.taking import Outcome as Came
from db.work.taking import RawRow, rules_of, take_in

KIND_OF: Mapping[str, MatterKind] = {"disputes": MatterKind.DISPUTE, "petitions": MatterKind.PETITION}
NUMBER = re.compile(r"((?:19|20)\d\d)\D*?0*(\d{1,6})\D*$")
BETWEEN = re.compile(r"[、,，;；/\n]+")
STEERED_DAYS = ("accepted_on", "due_on", "resolved_on", "closed_on")
STARS = "***"
CHUNK = 400


@dataclass
class Read:
    """One sound row: the values of its matter, case and parties; its number if it has one."""

    row: RawRow
    values: dict[str, Any]
    mediation: dict[str, Any]
    parties: list[dict[str, Any]]
    status: MatterState
    outcome: Outcome | None
    days: dict[str, date]
    number: tuple[int, int, str] | None = None
    warnings: list[Problem] = field(default_factory=list)
    hidden: list[Problem] = field(default_factory=list)
    """Numbers that came with stars: nothing is lost where the office has the row already, so only new rows tell."""

    @property
    def numbered(self) -> tuple[MatterKind, int, int] | None:
        """Its number with its kind."""
        return None if self.number is None else (self.values["kind"], *self.number[:2])

    @property
    def words(self) -> tuple[Any, ...]:
        """What an unnumbered row is known by."""
        return self.values["kind"], self.values["raised_on"], self.values.get("content") or self.values.get("subject")


def take_matters(writer: Writer, book: Book, rows: Iterable[RawRow], source: str, outcome: Came | None = None) -> Came:
    """Take the rows of one sheet in; the caller rolls back if refusals are not wanted."""
    came = outcome or Came()
    grids = Grids(writer.reader)
    rules = rules_of(writer.reader, grids)
    good: list[Read] = []
    for row in rows:
        came.read += 1
        read = _read(book, row, rules, came)
        if read is None:
            came.refuse(row)
        else:
            _place(writer, grids, read)
            good.append(read)
    new = _known_mended(writer, good, came)
    _number(writer, new)
    _enter(writer, new, source)
    came.added += len(new)
    for read in new:
        for problem in read.hidden:
            came.tell(read.row, problem)
    for read in good:
        for warning in read.warnings:
            came.tell(read.row, warning)
    for kind, year in sorted({one.numbered[:2] for one in new if one.numbered}, key=str):
        explain_gaps(writer, kind, year)
    return came


def _read(book: Book, row: RawRow, rules: Rules, came: Came) -> Read | None:
    """Clean one row and sort its values; None where it is refused, the reason told."""
    whole, hidden = _without_stars(book, row.values)
    raw, warnings = _free_result(book, whole)
    cleaned = clean(book.catalogue(), raw, rules)
    values = cleaned.values
    _type_from_cause(book, values, rules)
    _require(cleaned)
    for problem in (*cleaned.problems, *warnings):
        came.tell(row, problem)
    if not cleaned.sound:
        return None
    kind = KIND_OF.get(book.name) or values.get("kind") or MatterKind.APPEAL
    read = _sorted(row, values, kind)
    read.hidden = hidden
    read.outcome = _outcome_of(read)
    read.status = values.get("status") or _state_of(read)
    return read


def _without_stars(book: Book, raw: Mapping[str, object]) -> tuple[dict[str, object], list[Problem]]:
    """Leave out numbers masked on the way out (138****5678): an export that comes back changes no number."""
    known = book.catalogue()
    masked = {
        key for key, value in raw.items()
        if key in known and known[key].kind in (Kind.PHONE, Kind.ID_NUMBER) and STARS in str(value or "")
    }  # fmt: skip
    reason = "号码有星号，不完整，没有收入。请补填完整号码。"
    hidden = [Problem(key, str(raw[key]), Level.WARNING, reason) for key in sorted(masked)]
    return {key: value for key, value in raw.items() if key not in masked}, hidden


def _free_result(book: Book, raw: Mapping[str, object]) -> tuple[dict[str, object], list[Problem]]:
    """Move words in the outcome's cell that are no outcome to the result; guess the outcome from them and say so."""
    found = dict(raw)
    text = str(found.get("outcome") or "").strip()
    if not text or Outcome.read(text) is not None:
        return found, []
    del found["outcome"]
    found["result"] = found.get("result") or text
    guessed = _guess(text)
    if guessed is None:
        return found, []
    found["outcome"] = guessed.label
    label = book.catalogue()["outcome"].label
    reason = f"{label}写的是文字，已收入结果说明，按“{guessed.label}”登记，请核对。"
    return found, [Problem("outcome", text, Level.WARNING, reason)]


def _type_from_cause(book: Book, values: dict[str, Any], rules: Rules) -> None:
    """Where a dispute's 案由 is the name of a type (邻里纠纷), and no column says the type, it is that type."""
    if book.column("dispute_type") is not None and not values.get("dispute_type"):
        found = rules.read_code("dispute_type", str(values.get("subject") or ""))
        values |= {"dispute_type": found} if found else {}


def _guess(text: str) -> Outcome | None:
    if re.search("不成|未达成|失败|终止|未化解|未解决", text):
        return Outcome.FAILED
    return Outcome.SOLVED if re.search("化解|解决|达成|成功|办结|完成|调解", text) else None


def _require(cleaned: Cleaned) -> None:
    """A row says what was raised and when; the day of closing is not before it."""
    values = cleaned.values
    if values.get("content"):  # an empty 标题 beside it is none
        cleaned.problems = [one for one in cleaned.problems if one.field != "subject" or one.value]
    told = {one.field for one in cleaned.problems if one.level is not Level.WARNING}
    if not (values.get("content") or values.get("subject")) and "content" not in told:
        cleaned.problems.append(Problem("content", "", Level.ERROR, "缺少内容，请补填。"))
    raised, resolved = values.get("raised_on"), values.get("resolved_on")
    if raised is None and "raised_on" not in told:
        cleaned.problems.append(Problem("raised_on", "", Level.ERROR, "缺少日期，请补填。"))
    if raised and resolved and resolved < raised:
        reason = f"办结日期早于反映日期 {raised}，请改正。"
        cleaned.problems.append(Problem("resolved_on", str(resolved), Level.ERROR, reason))


def _sorted(row: RawRow, values: Mapping[str, Any], kind: MatterKind) -> Read:
    own, case = fields_of(Matter), fields_of(Mediation)
    number = NUMBER.search(str(values.get("no") or ""))
    whole = (int(number[1]), int(number[2]), str(values["no"])) if number else None
    plain = {key: one for key, one in values.items() if key in own and key not in Matter.steered}
    return Read(
        row,
        {"confidential": KINDS[kind].confidential, **plain, "kind": kind, "subject": values.get("subject") or ""},
        {key: one for key, one in values.items() if key in case} if KINDS[kind].mediated else {},
        _parties(values, kind),
        MatterState.REGISTERED,
        values.get("outcome"),
        {key: values[key] for key in STEERED_DAYS if values.get(key)},
        whole,
    )


def _parties(values: Mapping[str, Any], kind: MatterKind) -> list[dict[str, Any]]:
    """Return the parties a row names; of two names in the only cell the second is the other side."""
    names = [tidy_name(part)[0] for part in BETWEEN.split(str(values.get("name") or "")) if part.strip()]
    others = [tidy_name(part)[0] for part in BETWEEN.split(str(values.get("respondent") or "")) if part.strip()]
    if KINDS[kind].mediated and not others:
        names, others = names[:1], names[1:]
    rows = [{"side": KINDS[kind].raiser, "name": name} for name in names]
    if len(rows) == 1:
        rows[0] |= {key: values.get(key) for key in ("phone", "id_number", "address", "sex")}
    rows += [{"side": PartySide.RESPONDENT, "name": name} for name in others]
    mediators = [tidy_name(part)[0] for part in BETWEEN.split(str(values.get("mediator") or "")) if part.strip()]
    rows += [{"side": PartySide.MEDIATOR, "name": name} for name in mediators]
    return [{**row, "sort": n} for n, row in enumerate(rows)]


def _outcome_of(read: Read) -> Outcome | None:
    """Return the outcome in the words of its kind; a solved dispute is agreed, in writing if the row says so."""
    said = read.outcome
    if said is None or said in KINDS[read.values["kind"]].outcomes:
        return said
    if KINDS[read.values["kind"]].mediated:
        written = read.mediation.get("agreement_form") is AgreementForm.WRITTEN
        agreed = Outcome.AGREED_WRITTEN if written else Outcome.AGREED_ORAL
        return Outcome.FAILED if said is Outcome.UNSOLVED else agreed
    return Outcome.SOLVED if said in AGREED else Outcome.UNSOLVED


def _state_of(read: Read) -> MatterState:
    if "closed_on" in read.days:
        return MatterState.ARCHIVED
    if read.outcome is not None or "resolved_on" in read.days:
        return MatterState.RESOLVED
    return MatterState.ACCEPTED if "accepted_on" in read.days else MatterState.REGISTERED


def _place(writer: Writer, grids: Grids, read: Read) -> None:
    name = str(read.row.values.get("area") or "").strip()
    if not name:
        return
    area = grids.find(name)
    if area is None:
        area = grids.make(writer, name)
        reason = f"网格“{name}”原来没有，已新建在本社区下，请核对名称。"
        read.warnings.append(Problem("area", name, Level.WARNING, reason))
    read.values["area_id"] = area


def _known_mended(writer: Writer, good: Sequence[Read], came: Came) -> list[Read]:
    """Mend the rows that are known, tell those that say a number twice, and return the new ones."""
    numbers, words = _standing(writer, good)
    new, seen = [], set[Any]()
    for read in good:
        key = read.numbered or read.words
        known = numbers.get(key) if read.numbered else words.get(key)
        if key in seen:
            came.tell(
                read.row, Problem("no", str(read.number), Level.DOUBT, "与上面一行的编号或内容相同，请留下对的一行。")
            )
            came.refuse(read.row)
        elif known is None:
            new.append(read)
        else:
            changed = _mend(writer, known, read)
            setattr(came, changed, getattr(came, changed) + 1)
        seen.add(key)
    return new


def _standing(writer: Writer, good: Sequence[Read]) -> tuple[dict[Any, UUID], dict[Any, UUID]]:
    """Return the living matters that the rows may mean: by number, by day and content."""
    numbers: dict[Any, UUID] = {}
    words: dict[Any, UUID] = {}
    kinds = {read.values["kind"] for read in good}
    days = sorted({read.values["raised_on"] for read in good})
    statement = select(Matter).where(Matter.kind.in_(kinds), Matter.removed_at.is_(None))
    span = (statement.where(Matter.raised_on.between(days[0], days[-1])),) if days else ()
    years = sorted({read.number[0] for read in good if read.number})
    for part in (*span, *(statement.where(Matter.year == year) for year in years)):
        for (found,) in writer.reader.stream(part):
            numbers[found.kind, found.year, found.seq] = found.id
            words.setdefault((found.kind, found.raised_on, found.content or found.subject), found.id)
    return numbers, words


def _mend(writer: Writer, known: UUID, read: Read) -> str:
    """Bring a known matter up to what the row says beside its state; say `updated` or `unchanged`."""
    said = {key: one for key, one in read.values.items() if key not in ("kind", "confidential") and one != ""}
    changed = writer.change(Matter, known, said)
    if read.mediation:
        case = writer.reader.scalar(select(Mediation.id).where(Mediation.matter_id == known))
        changed = writer.change(Mediation, case, read.mediation) or changed
    now = writer.reader.get(Matter, known)
    if now is not None and (read.outcome or now.outcome) is not now.outcome:
        reason = "办理结果与库中不同；状态只能由办理步骤改变，这一格没有改。"
        read.warnings.append(Problem("outcome", read.outcome.label if read.outcome else "", Level.WARNING, reason))
    return "updated" if changed else "unchanged"


def _number(writer: Writer, new: Sequence[Read]) -> None:
    """Number what has no number after everything that has one, by day; each year and kind for itself."""
    given: dict[tuple[MatterKind, int], set[int]] = {}
    for read in new:
        if read.numbered:
            given.setdefault(read.numbered[:2], set()).add(read.numbered[2])
    following: dict[tuple[MatterKind, int], int] = {}
    for read in sorted((one for one in new if one.number is None), key=lambda one: one.values["raised_on"]):
        kind, year = read.values["kind"], read.values["raised_on"].year
        used = given.get((kind, year), set())
        seq = following.get((kind, year)) or max(next_number(writer.reader, kind, year), max(used, default=0) + 1)
        following[kind, year] = seq + 1
        read.number = (year, seq, number_text(writer.reader, kind, year, seq))


def _enter(writer: Writer, new: Sequence[Read], source: str) -> None:
    for start in range(0, len(new), CHUNK):
        part = new[start : start + CHUNK]
        cases = [_old(read, source) for read in part]
        ids = backfill(writer, cases)
        rows = [{"matter_id": one, **party} for one, read in zip(ids, part, strict=True) for party in read.parties]
        writer.add_many(MatterParty, rows)


def _old(read: Read, source: str) -> OldCase:
    days = dict(read.days)
    if read.outcome is None and "due_on" not in days:
        rules, raised = KINDS[read.values["kind"]], read.values["raised_on"]
        due = due_when_raised(rules, raised)
        if "accepted_on" in days:
            due = due_when_accepted(rules, days["accepted_on"], due)
        days |= {"due_on": due} if due else {}
    reason = f"导入 {source}"
    return OldCase(read.values, read.status, reason, read.outcome, read.number, days, read.mediation, new_id())


TAKERS: Mapping[type[Record], Callable[..., Came]] = {Matter: take_matters}
"""Who takes the rows of a ledger in, where they are not about people first."""


def take_sheet(writer: Writer, book: Book, rows: Iterable[RawRow], source: str, outcome: Came | None = None) -> Came:
    """Take the rows of a sheet in, whichever book it is for."""
    return TAKERS.get(book.ledger, take_in)(writer, book, rows, source, outcome)
