"""Fonts: coverage, faces, chains, extraction; each with a broken variant that must be seen."""

import io
import random
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from desktop.printing import fonts
from desktop.printing.fonts import Child, FontChain, FontTrouble, chain

HOUSE = Path(__file__).resolve().parents[3]
STANDARD = "".join((HOUSE / "resources/codes/standard_characters.txt").read_text(encoding="utf-8").split())
BLOCKS = {
    "URO": (0x4E00, 0x9FFF), "A": (0x3400, 0x4DBF), "B": (0x20000, 0x2A6DF), "C": (0x2A700, 0x2B739),
    "D": (0x2B740, 0x2B81D), "E": (0x2B820, 0x2CEA1), "F": (0x2CEB0, 0x2EBE0),
}  # fmt: skip


def outline(font, code):
    return font["glyf"][font.getBestCmap()[code]]


@cache
def ttf(name):
    ttlib = pytest.importorskip("fontTools.ttLib")
    return ttlib.TTFont(io.BytesIO((fonts.FOLDER / name).read_bytes()), lazy=True)


def drawn(face, text):
    """Return a PDF with the text set through a chain, with nothing of ours but the chain."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    code = ["BT 1 0 0 1 50 700 Tm"]
    for child, subset, data in face.runs(text, canvas._doc):
        code.append(f"{face.subset_name(child, subset, canvas._doc)} 12 Tf ({canvas._escape(data)}) Tj")
    canvas._code.append(" ".join([*code, "ET"]))
    canvas.save()
    return buffer.getvalue()


def extracted(data):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


def test_the_list_of_standard_characters_is_whole():
    assert len(STANDARD) == len(set(STANDARD)) == 8105


@pytest.mark.parametrize("face", ["body", "bold", "title"])
def test_every_standard_character_has_a_glyph(face):
    assert chain(face).missing(STANDARD) == []


@pytest.mark.parametrize("block", BLOCKS)
def test_every_character_up_to_extension_f_has_a_glyph(block):
    first, last = BLOCKS[block]
    assert fonts.missing("".join(map(chr, range(first, last + 1)))) == []


def test_every_character_of_gbk_has_a_glyph():
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    chars = {pair.decode("gbk", "ignore") for pair in pairs}
    assert fonts.missing("".join(char for char in chars if "\u3400" <= char <= "\u9fff")) == []


def test_control_a_chain_without_its_later_children_misses_characters():
    alone = FontChain("alone", chain("body").children[:1])
    assert alone.missing("王卲\U00020000") == ["卲", "\U00020000"]


@pytest.mark.parametrize("char", ["\ue123", "\U00030000", "\U0002ebf0", "🙂", "ᠮ"])
def test_private_use_later_extensions_and_emoji_are_missing(char):
    assert fonts.missing(f"王{char}") == [char]


def test_rare_characters_extract_as_they_are():
    text = "张\U0002c316\U0002bf7d\U00020000\u9ff5\u4db7卲·￥"
    assert extracted(drawn(chain("body"), text)) == text


def test_control_the_map_of_reportlab_loses_rare_characters(monkeypatch):
    face = chain("body")
    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", broken_map)
    assert extracted(drawn(face, "张\U0002c316王")) != "张\U0002c316王"


def broken_map(name, subset):
    """Write code points as plain hexadecimal, as ReportLab 5.1.0 does."""
    rows = "".join(f"<{n:02X}> <{code:04X}>\n" for n, code in enumerate(subset))
    return f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /{name} def /CMapType 2 def
1 begincodespacerange <00> <{len(subset) - 1:02X}> endcodespacerange
{len(subset)} beginbfchar
{rows}endbfchar endcmap CMapName currentdict /CMap defineresource pop end end"""


@pytest.mark.slow
def test_a_sample_of_every_block_extracts_as_it_is():
    draw = random.Random(8105)
    text = "".join(chr(draw.randint(first, last)) for first, last in list(BLOCKS.values())[1:] for _ in range(40))
    assert extracted(drawn(chain("body"), text)) == text


def test_each_character_is_one_glyph():
    data = drawn(chain("body"), STANDARD[:500] + "\U00020000\U0002ceb0")
    page = PdfReader(io.BytesIO(data)).pages[0]
    assert len(page.extract_text().replace("\n", "")) == 502


def test_two_fonts_of_one_name_are_refused():
    file = fonts.FOLDER / "GridSans-Bold.ttf"
    assert chain("bold")
    with pytest.raises(FontTrouble):
        fonts.load("SecondBold", file)
    assert pdfmetrics.getFont("GridSansBold").face.name == b"Grid-Sans-Bold"


def test_an_absent_font_file_is_told_and_no_address_is_tried(tmp_path):
    with pytest.raises(FontTrouble, match="不见了"):
        fonts.load("Absent", tmp_path / "absent.ttf")


def test_a_font_is_opened_only_when_it_is_wanted():
    rare = Child("Never", Path("nowhere.ttf"), fonts.RARE)
    assert not rare.covers(ord("王"))
    with pytest.raises(FontTrouble):
        rare.covers(0x20000)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["GridSans-Regular.ttf", "GridSans-Bold.ttf", "GridSerif-Bold.ttf"])
def test_the_faces_are_mended(name):
    font = ttf(name)
    em, widths, cmap = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
    dash = outline(font, 0x2014)
    assert cmap[0xFFE5] == cmap[0xA5] != cmap[0x24]
    assert (dash.xMin, dash.xMax, widths[cmap[0x2014]][0]) == (0, em, em)
    assert widths[cmap[0xB7]][0] == em // 2


@pytest.mark.parametrize("name", ["GridSans-Regular.ttf", "GridSans-Bold.ttf"])
def test_digits_stand_under_each_other(name):
    font = ttf(name)
    assert len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_no_font_keeps_a_reserved_name():
    for file in fonts.FOLDER.glob("*.ttf"):
        names = " ".join(str(entry) for entry in ttf(file.name)["name"].names if entry.nameID in (1, 3, 4, 6))
        assert names.startswith("Grid")


def test_every_font_has_its_licence_beside_it():
    licences = {file.name for file in fonts.FOLDER.glob("OFL-*.txt")}
    assert licences == {"OFL-HanaMin.txt", "OFL-LXGWWenKai.txt", "OFL-NotoSansSC.txt", "OFL-NotoSerifSC.txt"}
