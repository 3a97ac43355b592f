"""Choice: a set whose keys a rule in code names. Flow: the allowed pairs of states.

Keys are stored and never change; labels and aliases may be reworded (rows of `codes` may override label, aliases,
order and active for an office). A set that no rule names is rows of `codes` only and has no Choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self

WORDS: dict["Choice", tuple[str, tuple[str, ...]]] = {}
"""Label and further aliases of members that the office open in this process words itself."""


class Choice(Enum):
    """One value of a closed set: `MEMBER = "key", "标签", ("别名", ...)`. `.value` is the stored key.

    label and aliases are those of the office that is open in this process (`reword`), shipped is our own label.
    """

    shipped: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        """The word shown."""
        return WORDS[self][0] if self in WORDS else self.shipped

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other words by which it is read."""
        return (*self.known, *WORDS[self][1]) if self in WORDS else self.known

    def __new__(cls, key: str, label: str, aliases: tuple[str, ...] = ()) -> Self:
        """Make the member whose value is the stored key."""
        member = object.__new__(cls)
        member._value_ = key
        member.shipped, member.known = label, aliases
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
            if wanted in (member.value, member.label, member.shipped, *member.aliases):
                return member
        return None

    @classmethod
    def reword(cls, words: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
        """Give members an office's label and further aliases by key; those not named get their own back."""
        for member in cls:
            WORDS.pop(member, None)
            if member.value in words:
                WORDS[member] = words[member.value]


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
