"""Matching headings to the columns of a book; remembered per form, shown always, never a guess between two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.ledgers.record import Described
from desktop.sheets.read import ORDINALS, Head, folded

BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
MARKS = re.compile(r"[*＊:：、。.\-—_/]+|必填|选填")


@dataclass(frozen=True)
class Matching:
    """Which column each heading means. unknown: nobody knows these; twice: more for one column, the first holds.

    remembered: columns matched as accepted before. ignored: columns that a clerk said to leave out.
    """

    columns: Mapping[int, str]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    remembered: frozenset[int] = frozenset()
    ignored: frozenset[int] = frozenset()

    @property
    def score(self) -> int:
        """How many headings were understood."""
        return len(self.columns)


def plain(heading: str) -> str:
    """Return a heading without remarks in brackets, marks and 必填."""
    return MARKS.sub("", BRACKETS.sub("", folded(heading)))


def headings_of(catalogue: Mapping[str, Described]) -> Mapping[str, str]:
    """Return the column key of every known heading, folded; what is said first holds."""
    found: dict[str, str] = {}
    for key, one in catalogue.items():
        found.setdefault(folded(one.label), key)
    for key, one in catalogue.items():
        for alias in one.field.aliases:
            found.setdefault(folded(alias), key)
    return found


def numbered(headings: Mapping[int, str]) -> dict[int, str]:
    """Return each heading under a name of its own (≤ 100): the second of the same words is told apart as 电话#2."""
    names: dict[int, str] = {}
    met: dict[str, int] = {}
    for at, heading in sorted(headings.items()):
        plainly = heading[:96]
        met[plainly] = met.get(plainly, 0) + 1
        names[at] = plainly if met[plainly] == 1 else f"{plainly}#{met[plainly]}"
    return names


def match(head: Head, known: Mapping[str, str], remembered: Mapping[str, str | None] | None = None) -> Matching:
    """Match each heading: as remembered for this form, else to the letter, else without brackets and marks.

    known: column key by folded heading. remembered: column key by numbered heading, None = left out.
    """
    keys = frozenset(known.values())
    names = numbered(head.headings)
    told = {at: remembered[name] for at, name in names.items() if name in (remembered or {})} if remembered else {}
    told = {at: key for at, key in told.items() if key is None or key in keys}
    columns: dict[int, str] = {at: key for at, key in told.items() if key is not None}
    unknown: list[str] = []
    twice: list[str] = []
    for at, heading in _in_rank(head.headings, known):
        if at in told:
            continue
        key = _second(known.get(folded(heading)) or known.get(plain(heading)), columns.values(), known)
        if key is None:
            if folded(heading) not in ORDINALS:
                unknown.append(heading)
        elif key in columns.values():
            twice.append(heading)
        else:
            columns[at] = key
    ignored = frozenset(at for at, key in told.items() if key is None)
    return Matching(dict(sorted(columns.items())), tuple(unknown), tuple(twice), frozenset(told) - ignored, ignored)


def _in_rank(headings: Mapping[int, str], known: Mapping[str, str]) -> list[tuple[int, str]]:
    """Order headings for the choice: of two for one column the better known word wins, 姓名 before 户主姓名.

    Where the book has a second column of the kind (备用电话), the first in the sheet stays the first.
    """
    ranks = {name: rank for rank, (name, key) in enumerate(known.items()) if f"{key}2" not in known.values()}

    def rank(one: tuple[int, str]) -> tuple[int, int]:
        return ranks.get(folded(one[1]), ranks.get(plain(one[1]), 0)), one[0]

    return sorted(headings.items(), key=rank)


def _second(key: str | None, taken: object, known: Mapping[str, str]) -> str | None:
    """A second phone column is the second phone, where the book has one."""
    has_second = key is not None and f"{key}2" in known.values()
    return f"{key}2" if has_second and key in taken else key  # type: ignore[operator]


def best(scores: Sequence[tuple[str, Matching]]) -> list[str]:
    """Return the names that understand most headings: one is sure, several or none are for the clerk."""
    most = max((one.score for _, one in scores), default=0)
    return [name for name, one in scores if one.score == most and most > 0]
