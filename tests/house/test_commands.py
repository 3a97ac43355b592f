"""docs/COMMANDS.md names every command and option the parser knows, and its examples can be read."""

import re
import shlex
from argparse import ArgumentParser, _SubParsersAction

import pytest

from desktop.cli import Usage, parser


def spoken(top: ArgumentParser, before: str = "") -> dict[str, set[str]]:
    """Map every command ("matter new") to its options."""
    found: dict[str, set[str]] = {}
    for action in top._actions:
        if isinstance(action, _SubParsersAction):
            for name, below in action.choices.items():
                found |= spoken(below, f"{before} {name}".strip())
        elif before:
            found.setdefault(before, set()).update(one for one in action.option_strings if one.startswith("--"))
    return {name: options for name, options in found.items() if not any(one.startswith(f"{name} ") for one in found)}


def unnamed(page: str) -> list[str]:
    """Return the commands without a place on the page, and the options that no line of their command names."""
    everywhere = page.partition("\n## ")[0]
    missing = []
    for name, options in spoken(parser()).items():
        lines = [line for line in page.splitlines() if re.search(rf"(^\||·) `{name}[ `]", line)]
        missing += [] if lines else [name]
        missing += [f"{name} {one}" for one in sorted(options) if lines and one not in "\n".join([*lines, everywhere])]
    return missing


def examples(page: str) -> list[str]:
    """Return the example lines of a page."""
    return re.findall("^gridledger (.+)$", page, re.MULTILINE)


@pytest.fixture(scope="module")
def page(house):
    """The page of commands."""
    return (house / "docs" / "COMMANDS.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_named_on_the_page_of_commands(page):
    assert unnamed(page) == []


def test_every_example_on_the_page_of_commands_can_be_read(page):
    assert len(examples(page)) >= 8
    for line in examples(page):
        parser().parse_args(shlex.split(line))


def test_control_a_page_that_forgets_a_command_an_option_or_errs_in_an_example_is_seen(page):
    assert unnamed(page.replace("`dossier MATTER", "`binding MATTER")) == ["dossier"]
    assert unnamed(page.replace("[--settled DAY]", "")) == ["errand --settled"]
    assert unnamed(page.replace("`matter list [--kind KIND]", "`matter list")) == ["matter list --kind"]
    with pytest.raises(Usage):
        parser().parse_args(shlex.split(examples(page.replace("--outcome", "--outcom"))[6]))


def test_the_page_of_commands_is_found_from_the_first_page(house):
    for name in ("README.md", "docs/ARCHITECTURE.md"):
        assert "COMMANDS.md" in (house / name).read_text(encoding="utf-8")
