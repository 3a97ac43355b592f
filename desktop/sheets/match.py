"""Matching headings to the columns of a book; remembered per form, shown always, never a guess between two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.ledgers.record import Described
from desktop.sheets.read import Head, folded

BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
MARKS = re.compile(r"[*＊:：、。.\-—_/]+|必填|选填")
ORDINALS = frozenset({"序号", "编号", "序", "no", "no.", "行号"})


@dataclass(frozen=True)
class Matching:
    """Which column each heading means. unknown: nobody knows these; twice: more for one column, the first holds."""

    columns: Mapping[int, str]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

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


def match(head: Head, known: Mapping[str, str], remembered: Mapping[str, str | None] | None = None) -> Matching:
    """Match each heading: as remembered for this form, else to the letter, else without brackets and marks."""
    columns: dict[int, str] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for at, heading in sorted(head.headings.items()):
        key = _key(heading, known, remembered or {})
        key = _second(key, columns.values(), known)
        if key is None:
            if folded(heading) not in ORDINALS:
                unknown.append(heading)
        elif key in columns.values():
            twice.append(heading)
        else:
            columns[at] = key
    return Matching(columns, tuple(unknown), tuple(twice))


def _key(heading: str, known: Mapping[str, str], remembered: Mapping[str, str | None]) -> str | None:
    if heading in remembered:
        return remembered[heading]
    return known.get(folded(heading)) or known.get(plain(heading))


def _second(key: str | None, taken: object, known: Mapping[str, str]) -> str | None:
    """A second phone column is the second phone, where the book has one."""
    has_second = key is not None and f"{key}2" in known.values()
    return f"{key}2" if has_second and key in taken else key  # type: ignore[operator]


def best(scores: Sequence[tuple[str, Matching]]) -> list[str]:
    """Return the names that understand most headings: one is sure, several or none are for the clerk."""
    most = max((one.score for _, one in scores), default=0)
    return [name for name, one in scores if one.score == most and most > 0]
