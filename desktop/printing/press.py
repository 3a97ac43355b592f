"""Press: sections in, a PDF out, in memory.

Before anything is drawn it looks for what must not leave: columns beyond the privacy class of the form, whole numbers
without a reason, characters without a glyph. Then the pages are laid (so 第 x 页 / 共 y 页 is known), then drawn.
The same sections and order give the same bytes; the file itself tells nothing of who printed what.
"""

import gc
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from reportlab import rl_config
from reportlab.lib.pagesizes import A3, A4
from reportlab.pdfgen.canvas import Canvas

from db.ledgers.people import Living, Tag
from db.trouble import OfficeError, Refused
from desktop.printing.fonts import chain
from desktop.printing.form import ALLOWED, Form, Missing, Order, PaperClass
from desktop.printing.ink import Ink
from desktop.printing.parts import MM, Block, Filed, Notes, Piece, Section
from desktop.printing.table import LONG
from desktop.printing.text import Setter, Style, clear_numbers, printable

rl_config.useA85 = 0  # pages as bytes, not as letters: a fifth smaller and faster
PAPERS = {"A4": A4, "A4横": (A4[1], A4[0]), "A3横": (A3[1], A3[0])}
EDGE, OPPOSITE, TOP = 10 * MM, 12 * MM, 12 * MM
SIDE_IN_FOOT, SIDE_AT_TOP = 14 * MM, 19 * MM
FOOT = Style("body", 9, 12.5)
LONGEST_PHONE = 14
NUMBER, SMALL_FOOT = Style("body", 14, 20), Style("body", 9, 11)
GUARDED = (PaperClass.CARRIED, PaperClass.WALL)
QUIET = 4 / 29  # share of a QR's side that is white on each edge
NEUTRAL = {"title": "打印件", "author": "网格台账", "subject": "", "creator": "网格台账", "producer": "网格台账"}


class MissingGlyphs(OfficeError):
    """Characters that no font has; missing: [{"char", "code", "person"}], the list as it is shown to the clerk."""

    def __init__(self, missing: list[dict[str, str]]) -> None:
        named = "、".join(f"{one['person'] or '表头'}的“{one['char']}”（{one['code']}）" for one in missing[:5])
        more = f"等 {len(missing)} 处" if len(missing) > 5 else ""
        super().__init__(
            f"有字印不出：{named}{more}。", "请选留空手写（留一个空框，印后用手填）或印编码（框里印字的编码）。"
        )
        self.missing = missing


class TooLong(OfficeError):
    """A text is longer than a whole page in its field; it is named, never cut."""


@dataclass(frozen=True)
class Sheet:
    """One numbered sheet of a print as it enters the register. stands: (page, row, person) in the order of the rows."""

    bookmark: str
    sheet_no: str
    pages: int
    people: int
    area: UUID | None = None
    whom: UUID | None = None
    stands: tuple[tuple[int, int, UUID], ...] = ()
    holder: str = ""


@dataclass(frozen=True)
class Printed:
    """A finished print, how many pages it has and how many people stand on it."""

    pdf: bytes
    pages: int
    people: int
    sheets: tuple[Sheet, ...]
    long: tuple[str, ...] = ()
    """Texts that did not fit their cells and stand whole in notes below the table: number, person, column, text."""


@dataclass(frozen=True)
class Page:
    """One laid page: its pieces, each with its upper edge."""

    placed: tuple[tuple[float, Piece], ...]


def blocks(section: Section) -> tuple[Block, ...]:
    """Return every block of a section."""
    return (*section.head, *section.later, *section.body)


def refuse_beyond_class(form: Form, sections: Iterable[Section]) -> None:
    """Stop a form whose columns or headings tell more than its privacy class allows (TRUST 8)."""
    allowed = ALLOWED[form.privacy]
    words = {member.label for member in (*Tag, Living.ALONE)} if form.privacy in GUARDED else set()
    for section in sections:
        for block in blocks(section):
            beyond = [told.value for told in block.shows() if told not in allowed]
            told = "".join(text for person, text in block.texts() if not person)
            if beyond or any(word in told for word in words):
                raise Refused(
                    f"“{form.label}”属于{form.privacy.label}类，不能印这些内容：{'、'.join(beyond) or '人员类别'}。",
                    "请改用归档类的表样。",
                )


def refuse_clear_numbers(sections: Iterable[Section], *, workers: bool = False) -> None:
    """Stop whole identity numbers and mobile phones where no reason was given; workers: their phones may stand."""

    def clear(text: str) -> list[str]:
        return [one for one in clear_numbers(text) if not workers or len(one) > LONGEST_PHONE]

    texts = [pair for section in sections for block in blocks(section) for pair in block.texts()]
    if clear("\n".join(text for _, text in texts)):
        person = next(person for person, text in texts if clear(text))
        raise Refused(f"{person or '表头'}的文字里有完整的身份证号或手机号。", "请写明用途（明文理由）再打印。")


def missing_glyphs(sections: Iterable[Section]) -> list[dict[str, str]]:
    """List the characters without a glyph with their code point and the person, once each."""
    texts = [pair for section in sections for block in blocks(section) for pair in block.texts()]
    texts += [("", section.bookmark) for section in sections]
    face = chain("body")
    used = printable("".join(set().union(*(text for _, text in texts)))).replace("\n", "")
    odd = set(face.missing(used))
    if not odd:
        return []
    found = {(char, person): None for person, text in texts for char in printable(text) if char in odd}
    return [{"char": char, "code": f"U+{ord(char):04X}", "person": person} for char, person in found]


def laid(pieces: Sequence[Piece], rooms: tuple[float, float], heads: tuple[list[Piece], list[Piece]]) -> list[Page]:
    """Put pieces on pages. rooms: heights of the first and of a later page; heads: what stands on top of each."""
    pages: list[list[Piece]] = [list(heads[0])]
    free = rooms[0] - sum(piece.height for piece in heads[0])
    fresh = True
    for bond in bonds(pieces):
        needed = sum(piece.height for piece in bond)
        if needed > free + 0.01 and not fresh:
            top = [*heads[1], *bond[0].head]
            pages.append(list(top))
            free = rooms[1] - sum(piece.height for piece in top)
        for piece in bond:
            if piece.height > free + 0.01:
                if piece.height > rooms[1] - sum(one.height for one in (*heads[1], *piece.head)):
                    raise TooLong(f"“{piece.what or '一段文字'}”一行比一整页还高。", "请把这条的文字改短，或单独打印。")
                pages.append([*heads[1], *piece.head])
                free = rooms[1] - sum(one.height for one in pages[-1])
            pages[-1].append(piece)
            free -= piece.height
        fresh = False
    fill_up(pages[-1], free)
    return [Page(placed(page)) for page in pages]


def fill_up(page: list[Piece], free: float) -> None:
    """Let empty rows follow the last row of a page while there is room."""
    last = next((at for at in reversed(range(len(page))) if page[at].spare), None)
    spare = None if last is None else page[last].spare
    if last is not None and spare is not None:
        page[last + 1 : last + 1] = [spare] * int(free // spare.height)


def bonds(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Return pieces that stay together: one that keeps goes with the next, one behind with the one before."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and (found[-1][-1].keep or piece.behind):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def placed(pieces: Iterable[Piece]) -> tuple[tuple[float, Piece], ...]:
    """Return each piece with its distance below the upper edge of the type area."""
    down, out = 0.0, []
    for piece in pieces:
        out.append((down, piece))
        down += piece.height
    return tuple(out)


def sheet_of(section: Section, pages: Sequence[Page]) -> Sheet:
    """Return what the register keeps of a laid section: who stands on which page in which row."""
    pieces = ((number, piece) for number, page in enumerate(pages, 1) for _, piece in page.placed)
    rows = ((number, whom) for number, piece in pieces for whom in (piece.whom, *piece.named) if whom)
    stands = tuple((page, row, whom) for row, (page, whom) in enumerate(rows, 1))
    if section.whom is not None:
        stands = ((1, 1, section.whom),)
    about = section.area, section.whom, stands, section.holder
    return Sheet(section.bookmark, section.sheet_no, len(pages), section.people, *about)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: laid pages are many small values without cycles, it took half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Press:
    """Draws sections into one PDF. marked: the name of who prints it stands pale behind the text of every page."""

    def __init__(self, order: Order, *, marked: bool = False) -> None:
        self.order, self.buffer, self.setter, self.marked = order, io.BytesIO(), Setter(), marked
        face = chain("body")
        self.canvas = Canvas(
            self.buffer,
            invariant=1,
            pageCompression=1,
            initialFontName=face.children[0].font.fontName,
            lang="zh-CN",
        )
        for name, value in NEUTRAL.items():
            getattr(self.canvas, f"set{name.capitalize()}")(value)
        self.group = ""
        self.long: list[str] = []
        self.ink = Ink(self.canvas, codes=order.missing is not Missing.BLANK)

    def lay(self, section: Section) -> list[Page]:
        """Return the pages of a section."""
        width, height = PAPERS[section.paper]
        filed = section.filed
        room = height - (filed.top + filed.foot if filed else TOP + self._foot_height(section))
        inner = width - section.binding - (filed.opposite if filed else OPPOSITE)

        def pieces(parts: Iterable[Block]) -> list[Piece]:
            return [piece for block in parts for piece in block.pieces(self.setter, inner)]

        body = pieces((*section.body, *self._odd_characters(section)))
        self.long += [one.what for one in body if one.kind == LONG and one.what]
        heads = pieces(section.head), pieces(section.later)
        return laid(body, (room, room), heads)

    def draw(self, section: Section, pages: Sequence[Page]) -> None:
        """Draw the pages of a section under one bookmark."""
        width, height = PAPERS[section.paper]
        marked: set[str] = set()
        for number, page in enumerate(pages, 1):
            self.canvas.setPageSize((width, height))
            if self.marked:
                self.ink.watermark(printable(self.order.printed_by), (width, height))
            if number == 1:
                self._bookmark(section)
            self._mark_groups(section, page, marked)
            self._frames(section, page, height - (section.filed.top if section.filed else TOP))
            if section.filed is not None:
                self._filed_foot(section, section.filed, number)
            else:
                self._foot(section, number, len(pages))
            self.ink.end_page()

    def _bookmark(self, section: Section) -> None:
        key = f"s{self.canvas.getPageNumber()}"
        self.canvas.bookmarkPage(key)
        if section.group and section.group != self.group:
            self.canvas.bookmarkPage(f"{key}g")  # two entries of one key would bear one title
            self.canvas.addOutlineEntry(printable(section.group), f"{key}g", 0, closed=1)
            self.group = section.group
        self.canvas.addOutlineEntry(printable(section.bookmark), key, 1 if section.group else 0)

    def _mark_groups(self, section: Section, page: Page, marked: set[str]) -> None:
        """Bookmark the groups of a table (grids of a roster) at the page on which each begins."""
        new = [one.what for _, one in page.placed if one.kind == "group" and one.what not in marked]
        for text in new:
            key = f"s{self.canvas.getPageNumber()}r{len(marked)}"
            self.canvas.bookmarkPage(key)
            self.canvas.addOutlineEntry(printable(text), key, 2 if section.group else 1)
            marked.add(text)

    def save(self) -> bytes:
        """Return the finished file."""
        self.canvas.save()
        made = self.buffer.getvalue()
        if not self.ink.leaves:
            return made
        from desktop.printing.scans import bind_in

        return bind_in(made, self.ink.leaves)

    def _frames(self, section: Section, page: Page, top: float) -> None:
        spans: list[tuple[float, float, Piece]] = []
        for down, piece in page.placed:
            upper = top - down
            if spans and spans[-1][2].frame is not piece.frame:
                self._close(section, spans)
                spans = []
            piece.draw(self.ink, section.binding, upper)
            spans.append((upper, upper - piece.height, piece))
        self._close(section, spans)

    def _close(self, section: Section, spans: Sequence[tuple[float, float, Piece]]) -> None:
        if spans and spans[0][2].frame is not None:
            spans[0][2].frame.close(self.ink, section.binding, spans)

    def _odd_characters(self, section: Section) -> list[Block]:
        """Return the list of characters printed as frames, for the end of the section."""
        missing = missing_glyphs([section])
        if not missing:
            return []
        lines = [f"{one['person']}：方框处为 {one['code']}" for one in missing]
        return [Notes(("缺字清单（字库没有的字，请按证件手写补齐）", *lines))]

    def _foot_items(self, section: Section) -> list[str]:
        order = self.order
        if order.blank:
            return []
        day, purpose = order.data_day or order.today, order.purpose or order.reason or section.purpose
        items = [
            f"数据截至 {day:%Y-%m-%d}" if day else "",
            f"打印人 {order.printed_by}" if order.printed_by else "",
            f"打印 {order.today:%Y-%m-%d}" if order.today else "",
            f"用途 {purpose}" if purpose else "",
            section.closing,
        ]
        return [printable(item) for item in items if item]

    def _foot_height(self, section: Section) -> float:
        return EDGE + (6 * MM if section.code_at_top else SIDE_IN_FOOT + 2 * MM)

    def _filed_foot(self, section: Section, filed: Filed, number: int) -> None:
        """Draw — 1 — outside (odd right, even left), and the register's facts small at the binding's side."""
        width, _ = PAPERS[section.paper]
        right = width - filed.opposite
        place = filed.first + number - 1
        y = max(EDGE + 14, filed.foot - 7 * MM - NUMBER.size)
        if filed.first:
            text = f"— {place} —"
            outside = right - NUMBER.size - self.setter.width(text, NUMBER)
            self.ink.text(NUMBER, outside if place % 2 else section.binding + NUMBER.size, y, text)
        told = [f"编号 {section.sheet_no}" if section.sheet_no else "", *self._foot_items(section)]
        line = "　".join(one for one in told if one)
        for step, part in enumerate(reversed(self.setter.lines(line, SMALL_FOOT, right - section.binding))):
            self.ink.text(SMALL_FOOT, section.binding, EDGE + 2 + step * SMALL_FOOT.lead, part)

    def _foot(self, section: Section, number: int, of: int) -> None:
        """Draw 数据截至, sheet number, page x/y and the QR code, which holds nothing but the sheet's number."""
        width, height = PAPERS[section.paper]
        right = width - OPPOSITE
        code = f"{section.sheet_no}-{number}" if section.sheet_no else ""
        y = EDGE + 2
        place = f"第 {number} 页 / 共 {of} 页"
        if code and section.code_at_top:
            side = SIDE_AT_TOP
            self.ink.code(code, right - side + QUIET * side, height - TOP - side + QUIET * side, side)
        elif code:
            side = SIDE_IN_FOOT
            self.ink.code(code, right - side + QUIET * side, EDGE - QUIET * side, side)
            right -= side
            y = EDGE + 12
        first = f"编号 {code}　{place}" if code else place
        self.ink.text(FOOT, right - self.setter.width(first, FOOT), y, first)
        room = right - self.setter.width(first, FOOT) - section.binding - 8
        lines = [""]
        for item in self._foot_items(section):
            # joined without a gap: gaps in the foot cut the columns above it for programs that read the page as text
            longer = f"{lines[-1]} · {item}" if lines[-1] else item
            if self.setter.width(longer, FOOT) <= room:
                lines[-1] = longer
            else:
                lines += self.setter.lines(item, FOOT, room)
        for step, line in enumerate(reversed([line for line in lines if line])):
            self.ink.text(FOOT, section.binding, y + (step - (len(lines) > 1) / 2) * FOOT.lead, line)


def _go_on() -> None:
    """Let the press run."""


@uncollected()
def press(form: Form, sections: Sequence[Section], order: Order, check: Callable[[], None] = _go_on) -> Printed:
    """Print sections of a form. Refused, MissingGlyphs or TooLong, and then there is no file at all.

    check: called before each section; what it raises stops the press.
    """
    refuse_beyond_class(form, sections)
    if not order.reason or form.privacy in GUARDED:
        refuse_clear_numbers(sections, workers=form.workers)
    missing = missing_glyphs(sections)
    if missing and order.missing is None:
        raise MissingGlyphs(missing)
    work = Press(order, marked=bool(order.reason) and not form.own and form.privacy is not PaperClass.CARRIED)
    sheets = []
    for section in sections:  # one at a time: the pages of a whole community need not lie in memory together
        check()
        pages = work.lay(section)
        work.draw(section, pages)
        sheets.append(sheet_of(section, pages))
    counts = sum(sheet.pages for sheet in sheets), sum(sheet.people for sheet in sheets)
    return Printed(work.save(), *counts, tuple(sheets), tuple(work.long))
