"""locks.py and notices.py: what they refuse."""

import importlib.util
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def load(name: str):
    """Return a script of packaging/ as a module."""
    spec = importlib.util.spec_from_file_location("packaging_" + name, PACKAGING / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


locks, notices = load("locks"), load("notices")


def test_no_lock_names_a_host_an_index_or_a_path():
    assert {name: locks.hosts((PACKAGING / name).read_text(encoding="utf-8")) for name in locks.LOCKS} == {
        "requirements.lock": [],
        "runtime.lock": [],
    }


@pytest.mark.parametrize("line", ["--index-url x", "--find-links wheels", "a @ file:x", "# from somewhere.example.com"])
def test_control_a_planted_host_is_seen(line):
    assert locks.hosts(f"a==1 \\\n    --hash=sha256:00\n{line}\n") == [line]


def test_notices_are_what_the_lock_and_the_fonts_make_of_them():
    # Not compared here: a diff of two such texts takes pytest minutes.
    assert notices.main(["--check"]) == 0, "run packaging/notices.py and commit NOTICES"


def test_control_notices_of_another_lock_are_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(notices, "NOTICES", tmp_path / "NOTICES")
    assert notices.main(["--check"]) == 1
    (tmp_path / "NOTICES").write_text("old", encoding="utf-8")
    assert notices.main(["--check"]) == 1


@pytest.mark.parametrize(("licence", "texts"), [("", ("text",)), ("MIT", ()), ("MIT", ("",))])
def test_control_an_unknown_licence_or_a_missing_text_stops(licence, texts):
    with pytest.raises(notices.Incomplete, match="thing"):
        notices.complete(notices.Part("thing", licence, texts))


def test_control_a_package_whose_metadata_say_nothing_stops_without_its_hand_entry():
    lock = "sqlcipher3==0.6.4 \\\n"
    with pytest.raises(notices.Incomplete):
        notices.packages(lock, {})
    assert notices.packages(lock, {"sqlcipher3": {"licence": "Zlib"}})[0].licence == "Zlib"


def test_a_font_without_its_licence_beside_it_stops(tmp_path):
    folder = tmp_path / "resources" / "fonts"
    folder.mkdir(parents=True)
    (folder / "grid.ttf").touch()
    with pytest.raises(notices.Incomplete):
        notices.fonts(folder)
    (folder / "OFL.txt").write_text("terms", encoding="utf-8")
    assert notices.fonts(folder) == [notices.Part("Fonts in resources/fonts", "see OFL.txt", ("terms",), ("grid.ttf",))]


def test_a_text_shared_by_many_stands_once():
    text = notices.notices([notices.Part("a", "MIT", ("same",)), notices.Part("b", "MIT", ("same",))])
    assert text.count("same") == 1
    assert "For: a, b" in text
