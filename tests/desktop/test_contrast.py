"""Every text of the look is readable on its ground: at least 4.5 to 1, borders of what one operates 3 to 1 (UI 4.1)."""

import pytest

from desktop.theme import COLORS

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


@pytest.mark.parametrize(("line", "ground"), [(line, ground) for line, all_ in BORDERS.items() for ground in all_])
def test_borders_are_seen(line, ground):
    assert rounded(line, ground) >= BORDER


def test_control_hints_on_the_head_of_a_table_would_be_too_faint():
    assert contrast("ink3", "headRow") < TEXT
    assert rounded("line", "card") < BORDER, "dividers are decoration, nothing to operate"
