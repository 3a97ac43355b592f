"""Build the fonts of resources/fonts from ordinary packages; run by hand, the result is committed.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-serif-sc@0.4.3  (unpack both into one folder)
    apt-get install fonts-hanazono fonts-lxgw-wenkai          (copy HanaMinB.ttf and LXGWWenKai-Regular.ttf there)
    python packaging/fonts/build_fonts.py FOLDER [OUT]                            (fontTools 4.68.0; about two minutes)

The same sources give the same bytes. Needs no network and no foreign list: the 8,105 standard characters stand in
resources/codes/standard_characters.txt (they equal kTGH of Unihan), GB2312 comes from Python's own codec.
"""

import io
import lzma
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HOUSE = Path(__file__).resolve().parents[2]
SYMBOLS = (
    *((0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2070), (0x2100, 0x27C0)),
    *((0x3000, 0x3100), (0x3200, 0x3400), (0xFF00, 0xFFEF)),
)
MORE = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
RARE = ((0x20000, 0x2EBE1),)
# Added to blocks URO, A, B and C by Unicode 13 to 15; neither Noto Sans nor HanaMin has them.
LATE = ((0x4DB6, 0x4DC0), (0x9FF0, 0xA000), (0x2A6D7, 0x2A6E0), (0x2B735, 0x2B73A))
UNWANTED = ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT", "meta", "gasp", "prep", "FFTM")
YEN, WIDE_YEN, DASH, DOT = 0xA5, 0xFFE5, 0x2014, 0xB7


@dataclass(frozen=True)
class Recipe:
    """One font: which file it is cut from, which characters, its new names, and what is done to it.

    The names are new because the licences reserve the old ones, and because ReportLab takes two fonts of one PostScript
    name for one.
    """

    source: str
    family: str
    style: str
    codes: str = "base"
    packed: bool = False


RECIPES = (
    Recipe("NotoSansSC_400Regular.ttf", "Grid Sans", "Regular"),
    Recipe("NotoSansSC_700Bold.ttf", "Grid Sans", "Bold"),
    Recipe("NotoSerifSC_700Bold.ttf", "Grid Serif", "Bold"),
    Recipe("NotoSansSC_400Regular.ttf", "Grid Sans More", "Regular", codes="more"),
    Recipe("LXGWWenKai-Regular.ttf", "Grid Late", "Regular", codes="late"),
    Recipe("HanaMinB.ttf", "Grid Rare", "Regular", codes="rare", packed=True),
)


def spread(spans: Iterable[tuple[int, int]]) -> set[int]:
    """Return the code points of half-open spans."""
    return {code for first, last in spans for code in range(first, last)}


def base_codes() -> set[int]:
    """Return what every office prints daily: the 8,105, GB2312 and symbols."""
    standard = (HOUSE / "resources" / "codes" / "standard_characters.txt").read_text(encoding="utf-8")
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    chinese = "".join(pair.decode("gb2312", "ignore") for pair in pairs)
    return spread(SYMBOLS) | {ord(char) for char in standard + chinese if not char.isspace()}


def cut(source: Path, codes: set[int]) -> TTFont:
    """Return the font with these characters only, without tables that paper does not use."""
    font = TTFont(source, recalcTimestamp=False)  # a new time stamp would make every build differ
    options = subset.Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.name_IDs, options.name_languages = [0, 1, 2, 3, 4, 5, 6, 13, 14], [0x409]
    options.legacy_cmap, options.glyph_names = False, False
    options.drop_tables += UNWANTED
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    return font


def share_yen(font: TTFont) -> None:
    """Let ￥ be drawn as ¥: some fonts hold a dollar sign there."""
    for table in font["cmap"].tables:
        if WIDE_YEN in table.cmap and YEN in table.cmap:
            table.cmap[WIDE_YEN] = table.cmap[YEN]


def join_dashes(font: TTFont) -> None:
    """Draw — from edge to edge of its em, so that —— is one line."""
    em, name, glyphs = font["head"].unitsPerEm, font.getBestCmap()[DASH], font["glyf"]
    old = glyphs[name]
    old.recalcBounds(glyphs)
    pen = TTGlyphPen(None)
    pen.moveTo((0, old.yMin))
    for point in ((0, old.yMax), (em, old.yMax), (em, old.yMin)):
        pen.lineTo(point)
    pen.closePath()
    glyphs[name], font["hmtx"][name] = pen.glyph(), (em, 0)


def narrow_dot(font: TTFont) -> None:
    """Give the dot of names half an em: 阿卜杜热合曼·吐尔逊 must fit its column."""
    em, name, glyphs = font["head"].unitsPerEm, font.getBestCmap()[DOT], font["glyf"]
    old = glyphs[name]
    old.recalcBounds(glyphs)
    pen = TTGlyphPen(None)
    font.getGlyphSet()[name].draw(TransformPen(pen, (1, 0, 0, 1, em // 4 - (old.xMin + old.xMax) // 2, 0)))
    glyphs[name] = pen.glyph()
    glyphs[name].recalcBounds(glyphs)
    font["hmtx"][name] = (em // 2, glyphs[name].xMin)


def rename(font: TTFont, family: str, style: str) -> None:
    """Put our names in the place of the reserved ones."""
    table = font["name"]
    for number in (1, 2, 3, 4, 6, 16, 17):
        table.removeNames(number)
    whole = f"{family} {style}"
    for number, text in ((1, family), (2, style), (3, whole), (4, whole), (6, whole.replace(" ", "-"))):
        table.setName(text, number, 3, 1, 0x409)


def build(recipe: Recipe, sources: Path, codes: set[int]) -> bytes:
    """Return the bytes of one finished font file."""
    font = cut(next(sources.rglob(recipe.source)), codes)
    if recipe.codes == "base":
        share_yen(font)
        join_dashes(font)
        narrow_dot(font)
    rename(font, recipe.family, recipe.style)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Build every font of RECIPES into OUT (default resources/fonts)."""
    sources, out = Path(arguments[0]), Path(arguments[1] if len(arguments) > 1 else HOUSE / "resources" / "fonts")
    base = base_codes()
    codes = {"base": base, "more": spread(MORE) - base, "rare": spread(RARE), "late": spread(LATE)}
    for recipe in RECIPES:
        data = build(recipe, sources, codes[recipe.codes])
        name = f"{recipe.family.replace(' ', '')}-{recipe.style}.ttf"
        if recipe.packed:
            name, data = name + ".xz", lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)
        (out / name).write_bytes(data)
        print(f"{name}: {len(data) / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
