"""No planted name or number in any file that the window leaves: habits, previews, scratch, half-written sheets."""

import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from db.ledgers.people import Person
from db.places import data_folder
from desktop.bus import Place
from desktop.prefs import FILE
from desktop.sheets import write
from desktop.sheets.write import Out, Table, write_workbook
from tests.counter import open_counter, seat, shut

pytestmark = pytest.mark.slow

STEMS = ("金丝雀", "15010319410", "13877770")
NUMBER = "150103194106150011"
OPEN_FILES = {".pdf", ".xlsx", ".csv", ".docx", ".xml"}
SHEET = f"姓名,身份证号,联系电话,家庭住址\n金丝雀甲,{NUMBER[:17]},13877770001,金丝雀苑1栋\n金丝雀乙,,13877770002,2栋1单元101\n"


def found_in(folder):
    """Return the files that hold a stem, or are of a kind whose content is packed and could hold one."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    stems = [stem.encode(coding) for stem in STEMS for coding in ("utf-8", "utf-16-le", "gb18030")]
    escaped = [stem.encode("unicode_escape") for stem in STEMS]
    return [
        path
        for path in files
        if path.suffix in OPEN_FILES or any(stem in path.read_bytes() for stem in (*stems, *escaped))
    ]


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Where scratch files go, and where the clerk's own files lie."""
    for name in ("scratch", "mine"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    (tmp_path / "mine" / "老人.csv").write_text(SHEET, "utf-8")
    return tmp_path


@pytest.fixture
def desk(office, qtbot, places):
    """The counter with an office of one canary."""
    row = {
        "name": "金丝雀丙",
        "id_number": NUMBER,
        "phone": "13877770003",
        "address": "金丝雀苑3栋2单元501",
        "area": "一",
    }
    seat(office, [row])
    made = open_counter(office, qtbot)
    yield made
    shut(made)


def walk(desk, qtbot, places, monkeypatch):
    """Use the window as a clerk does; yield after each step."""
    go = desk.bus.go.emit
    go(Place("elders"))
    page = desk.window.built["elders"]
    page.search.setText("金丝雀")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1 and not page.jobs.open)
    yield "searched"
    page.importing.open(places / "mine" / "老人.csv")
    importing = page.importing.page
    qtbot.waitUntil(lambda: importing.next.isEnabled() and not page.jobs.open)
    importing.next.click()
    qtbot.waitUntil(lambda: importing.marked.isVisible() and not page.jobs.open)
    yield "checked a sheet"
    out = places / "mine" / "未收.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    importing.marked.click()
    qtbot.waitUntil(lambda: out.exists() and not page.jobs.open)
    yield "saved the marked sheet"
    go(Place("print_centre"))
    centre = desk.window.built["print_centre"]
    qtbot.waitUntil(lambda: not centre.stale and not centre.pause.isActive(), timeout=20_000)
    yield "previewed"


def test_the_window_leaves_no_canary_in_any_file(desk, qtbot, places, monkeypatch):
    with desk.store.read() as reader:
        assert reader.rows(select(Person.name)) == [("金丝雀丙",)]
    assert Path(QDir.tempPath()) == places / "scratch"
    for step in walk(desk, qtbot, places, monkeypatch):
        left = [path for path in found_in(places) if places / "mine" not in path.parents]
        assert left + found_in(data_folder()) == [], step
    assert found_in(places / "mine"), "the clerk's own files do hold them"


def test_control_a_window_that_kept_the_words_searched_for_is_caught(places):
    data_folder().mkdir(parents=True, exist_ok=True)
    (data_folder() / FILE).write_text('{"searched": "\\u91d1\\u4e1d\\u96c0"}', "utf-8")
    assert found_in(data_folder()) == [data_folder() / FILE]


def canary_table(seen):
    """Return a sheet that looks into the scratch folders while it is being written."""

    def rows():
        for number in range(400):
            yield [f"金丝雀{number}"]
            seen.update(found_in(Path(tempfile.gettempdir())))

    return Table("台账", [Out("name", "姓名")], rows())


def test_a_sheet_on_its_way_lies_only_beside_its_file(places):
    seen = set()
    write_workbook(places / "mine" / "台账.xlsx", [canary_table(seen)])
    assert seen == set()
    assert sorted(path.name for path in (places / "mine").iterdir()) == ["台账.xlsx", "老人.csv"]


def test_control_a_writer_that_uses_the_common_scratch_folder_is_seen(places, monkeypatch):
    monkeypatch.setattr(write, "scratch_beside", lambda path: tempfile.TemporaryDirectory())
    seen = set()
    write_workbook(places / "mine" / "台账.xlsx", [canary_table(seen)])
    assert seen
