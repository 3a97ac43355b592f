"""Codes: every set that no rule in code names, and an office's overrides of a Choice's words (DOMAIN §5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.ledgers.activities import ActivityKind
from db.ledgers.areas import AreaLevel
from db.ledgers.care import AbilityLevel, Cycle, RiskClass
from db.ledgers.matters import Channel, MatterLevel, MatterMethod, MatterState, Outcome, ResolvedLevel, Satisfaction
from db.ledgers.parties import PartySide
from db.ledgers.people import Living, PersonStatus, Removal, ResidenceSame, Tag
from db.ledgers.record import Record
from db.ledgers.services import LogKind, Method, Reached
from db.ledgers.teams import FiveSocieties, Role, TeamKind
from db.words.choice import Choice
from db.words.field import Code, Title, field


class CodeItem(Record):
    """One value of a set. A retired code stays readable on old records (active = no)."""

    __tablename__ = "codes"
    label = "代码"

    set: Mapped[Code] = field("代码集", width=8)
    code: Mapped[Code] = field("代码", width=6)
    name: Mapped[Title] = field("名称", width=8)
    aliases: Mapped[str | None] = field("别名", width=12)
    parent: Mapped[Code | None] = field("上级代码", width=6)
    maps_to: Mapped[str | None] = field("对应", width=8)
    standard: Mapped[Title | None] = field("依据", width=10)
    active: Mapped[bool] = field("启用", width=4, default=True)
    sort: Mapped[int] = field("排序", width=4, default=0)

    __table_args__ = (Index("ix_codes_set_code", "set", "code", unique=True),)

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name a code by its label."""
        return str(values.get("name") or cls.label)


CHOICE_SETS: Mapping[str, type[Choice]] = {"tag": Tag, "satisfaction": Satisfaction}
"""Sets whose first members a rule in code names; an office adds its own rows to them."""
WORDED: Mapping[str, type[Choice]] = {
    "matter_state": MatterState, "matter_outcome": Outcome, "matter_channel": Channel, "matter_method": MatterMethod,
    "matter_level": MatterLevel, "resolved_level": ResolvedLevel, "party_side": PartySide,
    "area_level": AreaLevel, "role": Role, "team_kind": TeamKind, "five_societies": FiveSocieties,
    "person_status": PersonStatus, "living": Living, "residence_same": ResidenceSame, "ledger_removal": Removal,
    "risk_class": RiskClass, "cycle": Cycle, "ability_level": AbilityLevel,
    "log_kind": LogKind, "method": Method, "reached": Reached, "activity_kind": ActivityKind,
}  # fmt: skip
"""Sets whose every member a rule in code names: an office words them, and adds none."""


@dataclass(frozen=True)
class CodeSet:
    """The values of one set in order: (code, label, aliases, active)."""

    items: tuple[tuple[str, str, tuple[str, ...], bool], ...]

    @classmethod
    def of(cls, choice: type[Choice] | None, rows: Iterable[CodeItem]) -> Self:
        """Merge the members of a choice with an office's rows; a row of the same code overrides its words."""
        found = {m.value: (m.value, m.label, m.aliases, True) for m in choice or ()}
        for row in rows:
            own = tuple(part for part in (row.aliases or "").split("、") if part)
            before = found.get(row.code, ("", "", (), True))[2]
            found[row.code] = (row.code, row.name, (*before, *own), row.active)
        return cls(tuple(found.values()))

    def label(self, code: str) -> str:
        """Return the label of a code; an unknown code is shown as it is."""
        return next((label for known, label, _, _ in self.items if known == code), code)

    def read(self, text: str) -> str | None:
        """Return the code whose code, label or alias equals the text without outer blanks."""
        wanted = text.strip()
        for code, label, aliases, _ in self.items:
            if wanted in (code, label, *aliases):
                return code
        return None
