"""Scans bound into a dossier: photos made fit for paper, pages of PDF files set into pages of ours.

What is bound comes from outside and is not trusted: a picture is measured before it is unpacked and written anew, of a
PDF page only what is drawn is taken (no links, no notes, no scripts). What cannot be read is named, never left out.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject

from db.trouble import Refused
from desktop.printing.form import Shows
from desktop.printing.ink import Ink
from desktop.printing.parts import INNER, MM, SMALL, Piece, baseline
from desktop.printing.text import Setter, printable

DOTS = 150
"""Dots per inch of a bound picture: written figures stay legible, a page is some 300 KB."""
MOST_DOTS, MOST_PAGES = 100_000_000, 300
LARGEST_FORM = 64 * 1024 * 1024
HEAD = 9 * MM
UNREADABLE = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError)
"""What pypdf and Pillow raise over a damaged file."""
Size = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Leaf:
    """One page of a file from outside. picture: a JPEG; else page: the number of a page of `pdf`, from 0."""

    size: Size
    picture: bytes = b""
    pdf: PdfReader | None = None
    page: int = 0


@dataclass(frozen=True)
class Bound:
    """Where a page of a PDF is to stand: page of our file from 0, lower left corner, scale."""

    on: int
    at: Size
    scale: float
    leaf: Leaf


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Turn what a damaged file raises into a sentence with its name."""
    try:
        yield
    except UnidentifiedImageError as error:
        raise Refused(f"附件“{name}”打不开，不能装订。", "请移除这个附件，或重新拍照、扫描后再添加。") from error
    except UNREADABLE as error:
        raise Refused(f"附件“{name}”已损坏或读不懂，不能装订。", "请移除这个附件，或另存后重新添加。") from error


def leaves_of(name: str, media: str, content: bytes) -> list[Leaf]:
    """Return the pages of a photo, scan or PDF; Refused with its name where it cannot be bound."""
    if media == "pdf":
        return _pages(name, content)
    with naming(name):
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    if picture.width * picture.height > MOST_DOTS:
        raise Refused(f"附件“{name}”的照片太大，不能装订。", "请缩小照片后重新添加。")
    with naming(name):
        return [_fit(picture)]


def _fit(picture: Image.Image) -> Leaf:
    """Turn a picture as it was held, make it small enough for a page, white where it is clear, and write it anew."""
    most = 11 * DOTS
    picture.draft("RGB", (most, most))
    upright = ImageOps.exif_transpose(picture)
    if "A" in upright.getbands() or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        upright = Image.new("RGB", clear.size, "white")
        upright.paste(clear, mask=clear.getchannel("A"))
    plain = upright.convert("RGB")
    plain.thumbnail((most, most), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=80)
    return Leaf((float(plain.width), float(plain.height)), written.getvalue())


def _pages(name: str, content: bytes) -> list[Leaf]:
    with naming(name):
        reader = PdfReader(io.BytesIO(content), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
    if locked:
        raise Refused(f"附件“{name}”设有密码，不能装订。", "请另存为没有密码的文件再添加。")
    if not 0 < count <= MOST_PAGES:
        raise Refused(f"附件“{name}”有 {count} 页，不能装订。", f"一个文件最多 {MOST_PAGES} 页，请分开后再添加。")
    with naming(name):
        leaves = [Leaf(_shown(reader.pages[n])[0], b"", reader, n) for n in range(count)]
        for leaf in leaves:
            _drawn(leaf)  # a page that cannot be read is found before anything is laid
    return leaves


def _shown(page: Any) -> tuple[Size, Matrix]:
    """Return how large a page is shown, and what turns and moves it there."""
    box, turned = page.cropbox, int(page.rotation) % 360
    width, height = float(box.width), float(box.height)
    if width <= 1 or height <= 1:
        message = "a page without extent"
        raise ValueError(message)
    moves: dict[int, Callable[[], Transformation]] = {
        0: Transformation,
        90: lambda: Transformation().rotate(-90).translate(0, width),
        180: lambda: Transformation().rotate(180).translate(width, height),
        270: lambda: Transformation().rotate(90).translate(height, 0),
    }
    if turned not in moves:
        message = "a page turned by no right angle"
        raise ValueError(message)
    made = Transformation().translate(-float(box.left), -float(box.bottom))
    made = made.transform(moves[turned]())
    return (height, width) if turned in (90, 270) else (width, height), made.ctm


def _drawn(leaf: Leaf) -> bytes:
    """Return the content stream of a PDF page."""
    page = leaf.pdf.pages[leaf.page] if leaf.pdf else None
    content = page.get_contents() if page is not None else None
    data = b"" if content is None else content.get_data()
    if len(data) > LARGEST_FORM:
        message = "a page of too many strokes"
        raise ValueError(message)
    return bytes(data)


def fitting(leaf: Leaf, room: Size) -> float:
    """Return how much larger a page may stand in a room; a small picture is not blown up to a page."""
    scale = min(room[0] / leaf.size[0], room[1] / leaf.size[1])
    return min(scale, 72 / DOTS * 2) if leaf.picture else scale


def paste(leaf: Leaf, ink: Ink, left: float, low: float, room: Size) -> None:
    """Draw a picture in the middle of a room whose lower left corner is given."""
    scale = fitting(leaf, room)
    wide, tall = leaf.size[0] * scale, leaf.size[1] * scale
    ink.picture(leaf.picture, left + (room[0] - wide) / 2, low + (room[1] - tall) / 2, (wide, tall))


@dataclass(frozen=True)
class Scan:
    """One file as numbered pages: what it is above, the page itself as large as fits. room: height of a page."""

    title: str
    leaves: Sequence[Leaf]
    room: float

    def pieces(self, setter: Setter, width: float) -> Iterator[Piece]:
        """Return a piece of a page's height for each page of the file."""
        for number, leaf in enumerate(self.leaves, 1):
            place = f"第 {number} 页 / 共 {len(self.leaves)} 页" if len(self.leaves) > 1 else ""
            yield Piece(self.room, partial(self._draw, setter, (leaf, place, width)), what=self.title)

    def _draw(self, setter: Setter, what: tuple[Leaf, str, float], ink: Ink, x: float, top: float) -> None:
        leaf, place, width = what
        room = width - setter.width(place, SMALL) - SMALL.size
        title = setter.lines(printable(self.title), SMALL, room)
        ink.text(SMALL, x, baseline(top, 0, SMALL), title[0] if title else "")
        ink.text(SMALL, x + width - setter.width(place, SMALL), baseline(top, 0, SMALL), place)
        ink.rule(INNER, (x, top - SMALL.lead - 2, x + width, top - SMALL.lead - 2))
        high = self.room - HEAD
        scale = fitting(leaf, (width, high))
        wide, tall = leaf.size[0] * scale, leaf.size[1] * scale
        left, low = x + (width - wide) / 2, top - HEAD - tall
        if leaf.picture:
            ink.picture(leaf.picture, left, low, (wide, tall))
        else:
            ink.leaf(Bound(ink.canvas.getPageNumber() - 1, (left, low), scale, leaf))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Return the title."""
        yield ("", self.title)

    def shows(self) -> Iterator[Enum]:
        """Return that it tells of a record."""
        yield Shows.RECORD


def bind_in(pdf: bytes, bound: Sequence[Bound]) -> bytes:
    """Set pages of other files into a finished PDF, each as a drawing of its own; same files, same bytes."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for number, one in enumerate(bound):
        page = writer.pages[one.on]
        name = NameObject(f"/Leaf{number}")
        resources: Any = page["/Resources"].get_object()
        drawings = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
        drawings[name] = writer._add_object(_drawing(one.leaf, writer))  # noqa: SLF001 pypdf has no other way
        scale, (x, y) = one.scale, one.at
        added = StreamObject()
        added.set_data(f"q {scale:.5f} 0 0 {scale:.5f} {x:.2f} {y:.2f} cm {name} Do Q\n".encode())
        old = page.raw_get("/Contents")
        streams = [*old] if isinstance(old, ArrayObject) else [old]
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(added), *streams])  # noqa: SLF001
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _drawing(leaf: Leaf, writer: PdfWriter) -> StreamObject:
    """Return a page of a PDF as a drawing with its own resources, upright, its lower left corner at nought."""
    page: Any = leaf.pdf.pages[leaf.page] if leaf.pdf else None
    box, (_, matrix) = page.cropbox, _shown(page)
    made = StreamObject()
    made.set_data(_drawn(leaf))
    made[NameObject("/Type")], made[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    corners = (box.left, box.bottom, box.right, box.top)
    made[NameObject("/BBox")] = ArrayObject([FloatObject(one) for one in corners])
    made[NameObject("/Matrix")] = ArrayObject([FloatObject(one) for one in matrix])
    resources = page.get("/Resources")
    if resources is not None:
        made[NameObject("/Resources")] = resources.get_object().clone(writer)
    return made.flate_encode()
