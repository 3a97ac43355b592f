"""Passes: which pages go through the printer in which order: a range, copies, both sides by the printer or by hand.

Pages are counted from 1 through the whole file; None is an empty page. A section (one grid, one person) always begins
on a new sheet, so that what belongs to two grids never shares a sheet.
"""

import re
from collections.abc import Collection, Sequence
from unicodedata import normalize

from db.trouble import Refused
from db.words.choice import Choice

Pass = tuple[int | None, ...]
RANGE = re.compile(r"(\d{1,5})?(-)?(\d{1,5})?")


class Sides(Choice):
    """Which sides of the paper are printed, and who turns it."""

    ONE = "one", "单面"
    BOTH = "both", "双面（打印机自动翻）"
    HAND = "hand", "双面（手工翻）"


def pages_of(text: str, of: int) -> list[int]:
    """Return the pages a clerk names: 1-3,5 or 4- (from 4 to the end); all for an empty text. Refused if none is."""
    words = [word for word in re.split(r"[,、;\s]+", normalize("NFKC", text).replace("—", "-")) if word]
    if not words:
        return list(range(1, of + 1))
    found: set[int] = set()
    for word in words:
        parts = RANGE.fullmatch(word)
        if parts is None or not (parts[1] or parts[3]):
            raise Refused(f"页码“{text}”看不懂。", "请写成 1-3,5 这样；4- 表示从第 4 页到最后。")
        first = int(parts[1] or 1)
        last = int(parts[3] or of) if parts[2] else first
        found |= set(range(first, min(last, of) + 1))
    named = sorted(found & set(range(1, of + 1)))
    if not named:
        raise Refused(f"没有第 {text} 页，一共只有 {of} 页。", "请改页码，或留空表示全部。")
    return named


def sheets_of(counts: Sequence[int], wanted: Collection[int]) -> list[tuple[int, int | None]]:
    """Return the sheets, front and back, of the wanted pages; counts: pages of each section."""
    found: list[tuple[int, int | None]] = []
    before = 0
    for count in counts:
        pages = [page for page in range(before + 1, before + count + 1) if page in wanted]
        found += [
            (front, pages[at + 1] if at + 1 < len(pages) else None) for at, front in enumerate(pages) if not at % 2
        ]
        before += count
    return found


def passes(counts: Sequence[int], wanted: Collection[int], sides: Sides, copies: int = 1) -> tuple[Pass, ...]:
    """Return the goes through the printer: one, or two where a hand turns the stack between them.

    By hand: first every front in order; then, from the last sheet to the first, every back, empty ones too, so that
    the stack goes in as it came out.
    """
    if sides is Sides.ONE:
        return (tuple(page for page in range(1, sum(counts) + 1) if page in wanted) * copies,)
    sheets = sheets_of(counts, wanted) * copies
    fronts, backs = [front for front, _ in sheets], [back for _, back in reversed(sheets)]
    if sides is Sides.BOTH:
        return (tuple(page for sheet in sheets for page in sheet),)
    return (tuple(fronts), tuple(backs)) if any(backs) else (tuple(fronts),)
