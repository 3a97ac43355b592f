"""Choice: a set whose keys a rule in code names. Flow: the allowed pairs of states.

Keys are stored and never change; labels and aliases may be reworded (rows of `codes` may override label, aliases,
order and active for an office). A set that no rule names is rows of `codes` only and has no Choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self


class Choice(Enum):
    """One value of a closed set: `MEMBER = "key", "标签", ("别名", ...)`. `.value` is the stored key."""

    label: str
    aliases: tuple[str, ...]

    def __new__(cls, key: str, label: str, aliases: tuple[str, ...] = ()) -> Self:
        """Make the member whose value is the stored key."""
        member = object.__new__(cls)
        member._value_ = key
        member.label = label
        member.aliases = aliases
        return member

    @classmethod
    def of(cls, key: str) -> Self:
        """Return the member with that key; KeyError if there is none."""
        return {member.value: member for member in cls}[key]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the member whose key, label or alias equals the text without outer blanks; None if unknown."""
        wanted = text.strip()
        for member in cls:
            if wanted in (member.value, member.label, *member.aliases):
                return member
        return None


@dataclass(frozen=True)
class Flow:
    """Which state may follow which; `starts` are the states a record may be born in."""

    starts: frozenset[Choice]
    steps: Mapping[Choice, frozenset[Choice]]

    @classmethod
    def of(cls, starts: Iterable[Choice], pairs: Iterable[tuple[Choice, Choice]]) -> Self:
        """Build a flow from its pairs (from, to)."""
        steps: dict[Choice, set[Choice]] = {}
        for before, after in pairs:
            steps.setdefault(before, set()).add(after)
        return cls(frozenset(starts), {state: frozenset(targets) for state, targets in steps.items()})

    def allows(self, before: Choice | None, after: Choice) -> bool:
        """Say whether the step is one of the flow; `before` None is birth."""
        return after in (self.starts if before is None else self.steps.get(before, frozenset()))
