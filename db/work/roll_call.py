"""微信接龙: the lines grid members send ("1. 张三 3-2-501 已访") become visits, after the clerk has looked at them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.areas import Dwelling
from db.ledgers.people import Person
from db.ledgers.services import Method, Reached
from db.store import query
from db.store.reader import Reader
from db.store.writer import Writer
from db.words.addresses import door_key, door_text, take_apart
from db.work.recording import HERE, Recorded, Told, record

LINE = re.compile(r"^\s*(?:\d{1,3}\s*[.、,)）:：]|[①-⑳]|\d{1,3}\s+(?=\D))\s*(.+)$")
PARTS = re.compile(r"[\s,，;；:：、|/]+")
REACHED = (
    (Reached.MISSED, ("未遇", "没人", "无人", "不在家", "没见", "未见", "敲门无", "没在")),
    (Reached.TOLD_BY_FAMILY, ("家属", "儿子", "女儿", "老伴", "家人", "邻居告知")),
    (Reached.SEEN, ("已访", "见到", "见了", "走访", "已见", "看望", "正常", "平安", "良好", "√", "✓", "ok", "OK")),
)
METHODS = ((Method.PHONE, ("电话", "打电话", "通话")), (Method.VIDEO, ("视频", "微信")), (Method.NEIGHBOUR, ("邻居",)))
WORD = "[\\u3400-\\u9fff\\U00020000-\\U0003ffff·•]"


@dataclass(frozen=True)
class Meant:
    """Somebody who may be meant, told apart from namesakes."""

    person: UUID
    words: str


@dataclass(frozen=True)
class Called:
    """One line: what it says and whom it may mean. sure: exactly one; picked: whom the clerk chose or the sure one."""

    text: str
    name: str
    door: str
    reached: Reached
    method: Method
    needs: str
    choices: tuple[Meant, ...] = ()
    picked: UUID | None = None

    @property
    def state(self) -> str:
        """matched, doubtful or unknown."""
        return "matched" if self.picked else "doubtful" if self.choices else "unknown"


def read_lines(text: str) -> list[Called]:
    """Take a paste apart: numbered lines are people, anything else (heading, 例, thanks) is passed over."""
    found = []
    for line in normalize("NFKC", text).splitlines():
        numbered = LINE.match(line)
        if numbered and not numbered[1].startswith(("例", "格式")):
            found.append(_line(numbered[1].strip()))
    return found


def _line(text: str) -> Called:
    parts = [part for part in PARTS.split(text) if part]
    name = parts[0] if parts and re.fullmatch(rf"{WORD}{{2,20}}", parts[0]) else ""
    rest = parts[1:] if name else parts
    door = next((part for part in rest if re.search(r"\d", part) and take_apart(part).known), "")
    said = [part for part in rest if part != door]
    words = " ".join(said)
    reached = next((one for one, signs in REACHED if any(sign in words for sign in signs)), Reached.SEEN)
    method = next((one for one, signs in METHODS if any(sign in words for sign in signs)), Method.DOOR)
    signs = {sign for _, group in (*REACHED, *METHODS) for sign in group}
    needs = " ".join(part for part in said if part not in signs and not any(part.startswith(one) for one in signs))
    return Called(text, name, door, reached, method, needs)


def match_lines(reader: Reader, lines: Sequence[Called]) -> list[Called]:
    """Say whom each line means: the only bearer of the name, the one behind that door, else a choice for the clerk."""
    names = sorted({line.name for line in lines if line.name})
    bearers: dict[str, list[tuple[UUID, str]]] = {}
    for at in range(0, len(names), query.CHUNK):
        rows = reader.rows(
            select(Person.name, Person.id, Dwelling.full_address)
            .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
            .where(Person.name.in_(names[at : at + query.CHUNK]), Person.status.in_(HERE), Person.removed_at.is_(None))
            .order_by(Person.birth_date, Person.id)
        )
        for name, one, address in rows:
            bearers.setdefault(name, []).append((one, bare_door(address or "")))
    people = [one for found in bearers.values() for one, _ in found]
    words = _words(reader, people)
    return [_matched(line, bearers.get(line.name, []), words) for line in lines]


def _words(reader: Reader, people: Sequence[UUID]) -> Mapping[UUID, str]:
    rows = query.cells(reader, BOOKS["people"], people, ("name", "age", "area", "address"))
    areas = reader.codes("area")
    return {row["id"]: "　".join(part for part in (
        row["name"], f"{row['age']}岁" if row["age"] else "", areas.label(row["area"] or ""), row["address"] or "",
    ) if part) for row in rows}  # fmt: skip


def _matched(line: Called, bearers: Sequence[tuple[UUID, str]], words: Mapping[UUID, str]) -> Called:
    wanted = bare_door(line.door)
    near = [one for one, door in bearers if wanted and door == wanted]
    choices = tuple(Meant(one, words.get(one, line.name)) for one, _ in bearers)
    apart = bool(wanted) and not near and any(door for _, door in bearers)
    sure = near[0] if len(near) == 1 else bearers[0][0] if len(bearers) == 1 and not apart else None
    return replace(line, choices=choices, picked=sure)


def bare_door(address: str) -> str:
    """Return what makes a door one within its estate or village: 3-2-501 names no estate; empty where none is told."""
    parts = take_apart(address)
    if not parts.known:
        return ""
    bare = replace(parts, estate="", road="", village="", natural_village="", number="", rest="")
    return door_key(bare) if door_text(parts) else ""


def write_lines(writer: Writer, lines: Sequence[Called], day: object, doers: str) -> list[Recorded]:
    """Write a visit for every line whose person is certain."""
    return [
        record(writer, line.picked, Told(
            {"at": day, "reached": line.reached, "method": line.method, "needs": line.needs}, doers))
        for line in lines if line.picked is not None
    ]  # fmt: skip
