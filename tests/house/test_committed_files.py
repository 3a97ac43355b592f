"""No committed file tells where it was made, and none under packaging/ names a host."""

import re

import pytest

# Written in pieces, or this file would report itself.
SLASH = "/"
MACHINE = re.compile(
    rf"(?<![\w.]){SLASH}(?:work|farm|root|tmp{SLASH}bash_jobs|home{SLASH}[a-z][\w-]*|Users{SLASH}[A-Za-z]\w*){SLASH}"
)
NAMES = ("pypi" + r"\.org", "python" + "hosted", r"npmjs\.", r"deb\." + "debian", r"mirrors\.\w+\.c")
REGISTRY = re.compile("|".join(NAMES))
HOST = re.compile(r"\b\w+:" + r"//[\w.-]+")
BINARY = set(".png .ttf .otf .ttc .xls .xlsx .ods .db .pdf .ico .gz .xz .zip .bin .et".split())
LICENCES = "packaging/licences/"


def machine_paths(text: str) -> list[str]:
    """Return paths that exist only on the machine where something was built."""
    return MACHINE.findall(text)


def registries(text: str) -> list[str]:
    """Return names of package registries."""
    return REGISTRY.findall(text)


def hosts(text: str) -> list[str]:
    """Return addresses with a host name."""
    return HOST.findall(text)


def read(file) -> str:
    """Return the text of a committed file; bytes that are no UTF-8 (a GB18030 sample) become marks."""
    return "" if file.suffix.lower() in BINARY else file.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("rule", [machine_paths, registries])
def test_no_committed_file_names_a_build_machine_or_a_registry(house, committed, rule):
    found = {file.relative_to(house).as_posix(): rule(read(file)) for file in committed}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_nothing_under_packaging_names_a_host(house, committed):
    names = {file.relative_to(house).as_posix(): file for file in committed}
    ours = {name: file for name, file in names.items() if name.startswith("packaging/")}
    found = {name: hosts(read(file)) for name, file in ours.items() if not name.startswith(LICENCES)}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_rooms_of_data_and_scripts_are_no_packages(committed, house):
    names = {file.relative_to(house).as_posix() for file in committed}
    shadows = [name for name in names if re.match(r"(packaging|resources|tests)/(.*/)?__init__\.py$", name)]
    assert shadows == []


def test_control_planted_names_are_seen():
    assert machine_paths(f"open('{SLASH}work{SLASH}main{SLASH}x')")
    assert machine_paths(f"{SLASH}home{SLASH}someone{SLASH}x")
    assert registries("https:" + "//" + "pypi" + ".org" + "/simple")
    assert hosts("see https:" + "//example.invalid/x")
    assert not machine_paths("field/work/x and db/work/kinds.py")
