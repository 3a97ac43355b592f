"""Every text of the look is readable on its ground: at least 4.5 to 1, borders of what one operates 3 to 1 (UI 4.1)."""

import re

import pytest

from desktop.theme import COLORS, THEME
from desktop.widgets.caselist import GROUNDS
from desktop.widgets.tags import TONES

TEXTS = {
    "ink": ("card", "page", "altRow", "headRow", "primaryLight", "rowSelHover", "autoBg", "readOnlyBg", "textSel",
            "progressChunk", "warnSoft", "primarySoft"),
    "ink2": ("card", "page", "headRow", "headHover", "altRow", "primaryLight", "rowSelHover", "primarySoft"),
    "ink3": ("card", "page"),
    "onDark": ("primary", "primaryDark", "primaryPressed", "nav", "navHover", "navField", "danger", "toastBg", "brand"),
    "navIdle": ("nav", "navField"),
    "focusNav": ("nav",),
    "primary": ("card", "page", "primarySoft", "primaryLight"),
    "danger": ("card", "page", "dangerSoft", "primaryLight", "rowSelHover", "invalidBg", "altRow"),
    "warn": ("card", "page", "warnSoft", "primaryLight"),
    "success": ("card", "page", "successSoft"),
    "violet": ("violetSoft", "primaryLight"),
    "accentOnDark": ("toastBg", "toastHover"),
}  # fmt: skip
BORDERS = {"inputLine": ("card", "page"), "scrollHandle": ("page",), "navFieldLine": ("nav",), "primary": ("card",)}
TEXT, BORDER = 4.5, 3.0


SHEET = (THEME / "grid.qss").read_text("utf-8")
PAINTED = [*GROUNDS.values(), *((tone, f"{tone}Soft") for tone in sorted({*TONES.values()})), ("ink", "practice")]
"""Text and ground of what is painted by hand, and of the line that says 练习."""


def worn(sheet):
    """Return text and ground of every rule of the sheet that names both; what is disabled is exempt (UI 4.1)."""
    rules = re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", re.sub(r"\$\{(\w+)\}", r"$\1", sheet), flags=re.DOTALL)
    )
    found = set()
    for selector, body in rules:
        told = dict(re.findall(r"(?<![-\w])(color|background(?:-color)?)\s*:\s*\$(\w+)", body))
        ground = told.get("background-color", told.get("background"))
        if "color" in told and ground and ":disabled" not in selector:
            found.add((told["color"], ground))
    return sorted(found)


def light(name):
    """Return the relative luminance of a colour (WCAG 2)."""
    parts = [int(COLORS[name][at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def rounded(one, other):
    """As the table of the design is rounded, to one place."""
    return round(contrast(one, other), 1)


@pytest.mark.parametrize(("text", "ground"), [(text, ground) for text, all_ in TEXTS.items() for ground in all_])
def test_text_is_readable(text, ground):
    assert rounded(text, ground) >= TEXT


@pytest.mark.parametrize(("text", "ground"), [*worn(SHEET), *PAINTED])
def test_every_pair_that_the_look_really_wears_is_readable(text, ground):
    assert contrast(text, ground) >= TEXT


def test_control_a_faint_rule_is_found():
    faint = SHEET + '\nQLabel[role="faint"] { height: ${hCtl}px; color: $ink3; background: $headRow; }'
    assert [pair for pair in worn(faint) if contrast(*pair) < TEXT] == [("ink3", "headRow")]
    assert len(worn(SHEET)) >= 20


@pytest.mark.parametrize(("line", "ground"), [(line, ground) for line, all_ in BORDERS.items() for ground in all_])
def test_borders_are_seen(line, ground):
    assert rounded(line, ground) >= BORDER


def test_control_hints_on_the_head_of_a_table_would_be_too_faint():
    assert contrast("ink3", "headRow") < TEXT
    assert rounded("line", "card") < BORDER, "dividers are decoration, nothing to operate"
