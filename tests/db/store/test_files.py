"""Files are written beside and renamed; a held file is waited for; leftovers are swept (F12)."""

from pathlib import Path

import pytest

from db.store import files
from db.store.files import beside, move_in, put_in_place, require_empty, scratch_near, sweep, telling, write_beside
from db.trouble import Refused, StoreTrouble


@pytest.fixture
def held(monkeypatch):
    """A function that lets the next n renames fail as Windows does while a scanner holds the file."""
    monkeypatch.setattr(files, "STEP", 0.25)
    monkeypatch.setattr(files.time, "sleep", lambda _: None)
    replace, left = Path.replace, [0]

    def failing(self, target):
        if left[0]:
            left[0] -= 1
            raise PermissionError(13, "Access is denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    return lambda count: left.__setitem__(0, count)


@pytest.mark.parametrize("times", range(11))
def test_a_file_held_for_a_while_is_replaced_in_the_end(tmp_path, held, times):
    path = tmp_path / "keys.json"
    path.write_bytes(b"old")
    held(times)
    write_beside(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_held_too_long_stays_as_it_was_and_is_told(tmp_path, held):
    path = tmp_path / "keys.json"
    path.write_bytes(b"old")
    held(1000)
    with pytest.raises(StoreTrouble, match="占用"):
        write_beside(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_excel_holds_open_stays_as_it_was_and_the_clerk_is_told_to_close_it(tmp_path, held):
    path = tmp_path / "老年人台账.xlsx"
    path.write_bytes(b"old")
    held(1000)
    with pytest.raises(StoreTrouble, match="占用") as told, beside(path) as part:
        part.write_bytes(b"new")
    assert "Excel" in told.value.remedy
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    held(1)
    with beside(path) as part:
        part.write_bytes(b"new")
    assert path.read_bytes() == b"new", "held only for a moment, as by a virus scanner"


def test_what_the_clerk_wanted_written_is_whole_or_not_there(tmp_path):
    path = tmp_path / "new" / "老年人台账.xlsx"

    def write_half(part):
        part.write_bytes(b"half")
        raise OverflowError

    with pytest.raises(OverflowError), beside(path) as part:
        write_half(part)
    assert list(path.parent.iterdir()) == []
    with pytest.raises(StoreTrouble, match="文件名太长"), beside(tmp_path / ("长" * 300)) as part:
        part.write_bytes(b"x")


def test_control_the_order_backup_first_then_rename_loses_the_file(tmp_path, held):
    path, part = tmp_path / "keys.json", tmp_path / "part"
    path.write_bytes(b"old")
    part.write_bytes(b"new")
    path.replace(tmp_path / "keys.json.bak")
    held(1)
    with pytest.raises(PermissionError):
        part.replace(path)
    assert not path.exists()


def test_a_whole_folder_is_put_in_place(tmp_path):
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / "a").write_bytes(b"1")
    put_in_place(tmp_path / "scratch", tmp_path / "office")
    assert (tmp_path / "office" / "a").read_bytes() == b"1"


def test_leftovers_of_a_run_cut_off_are_swept_and_nothing_else(tmp_path):
    (tmp_path / "gl-abc").mkdir()
    (tmp_path / "gl-abc" / "office.db").write_bytes(b"x")
    for name in ("a.glbackup.part", "a.glbackup", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a.glbackup", "notes.txt"}


@pytest.mark.parametrize(
    ("number", "said"), [(28, "磁盘已满"), (13, "权限"), (30, "只读"), (2, "找不到"), (27, "太大"), (99, "odd")]
)
def test_the_disks_errors_are_told_in_words(number, said):
    with pytest.raises(StoreTrouble, match=said) as told, telling("没有做成"):
        raise OSError(number, "odd")
    assert told.value.remedy


def test_a_place_on_no_disk_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "is_dir", lambda _: False)
    with pytest.raises(StoreTrouble, match="找不到"), telling("没有做成"), scratch_near(tmp_path / "x"):
        pass


def test_a_folder_moves_in_only_where_nothing_is(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("x")
    with pytest.raises(Refused, match="没有恢复"):
        require_empty(tmp_path / "full", "没有恢复")
    require_empty(tmp_path / "new", "没有恢复")
    with scratch_near(tmp_path / "new" / "deep") as inside:
        (inside / "b").write_text("x")
        move_in(inside, tmp_path / "new" / "deep")
    assert (tmp_path / "new" / "deep" / "b").read_text() == "x"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "new"]
