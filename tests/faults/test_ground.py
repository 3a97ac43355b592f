"""Where an office may lie (F11), and what is still possible where it cannot be written (F5)."""

import shutil

import pytest
from sqlalchemy import select

from db.clock import Clock
from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.store import ground
from db.store.ground import Volume
from db.store.store import Founding, Store
from db.trouble import StoreTrouble

STICK, SHARE = "U 盘", "共享盘"
PLACES = [
    (r"\\server\share\office", Volume.FIXED, SHARE),
    ("//server/share/office", Volume.FIXED, SHARE),
    (r"\\?\UNC\server\share\office", Volume.FIXED, SHARE),
    (r"Z:\office", Volume.NETWORK, SHARE),
    ("/mnt/share/office", Volume.NETWORK, SHARE),
    (r"E:\office", Volume.REMOVABLE, STICK),
    ("/media/stick/office", Volume.REMOVABLE, STICK),
    (r"C:\Users\li\OneDrive\office", Volume.FIXED, "OneDrive"),
    (r"C:\Users\li\onedrive\office", Volume.FIXED, "onedrive"),
    (r"C:\Users\li\OneDrive - 街道办\office", Volume.FIXED, "OneDrive - 街道办"),
    (r"D:\我的坚果云\office", Volume.FIXED, "我的坚果云"),
    (r"D:\坚果云\office", Volume.FIXED, "坚果云"),
    (r"C:\Users\li\Nutstore\1\office", Volume.FIXED, "Nutstore"),
    (r"D:\BaiduNetdisk\office", Volume.FIXED, "BaiduNetdisk"),
    (r"D:\BaiduSyncdisk\office", Volume.FIXED, "BaiduSyncdisk"),
    (r"D:\百度网盘同步空间\office", Volume.FIXED, "百度网盘同步空间"),
    (r"D:\WPS云盘\office", Volume.FIXED, "WPS云盘"),
    (r"D:\WPS Cloud Files\office", Volume.FIXED, None),
    (r"D:\WPSDrive\office", Volume.FIXED, "WPSDrive"),
    (r"D:\阿里云盘\office", Volume.FIXED, "阿里云盘"),
    (r"D:\微云同步助手\office", Volume.FIXED, "微云同步助手"),
    ("/srv/li/Dropbox/office", Volume.FIXED, "Dropbox"),
    ("/srv/li/Dropbox (街道)/office", Volume.FIXED, "Dropbox (街道)"),
    ("/srv/li/Nextcloud/office", Volume.FIXED, "Nextcloud"),
    ("/srv/li/Seafile/office", Volume.FIXED, "Seafile"),
    (r"C:\Users\li\iCloudDrive\office", Volume.FIXED, "iCloudDrive"),
    (r"C:\Users\li\AppData\Local\GridLedger", Volume.FIXED, None),
    (r"\\?\C:\GridLedger", Volume.FIXED, None),
    (r"D:\网格台账", Volume.FIXED, None),
    (r"D:\关于OneDrive的资料\office", Volume.FIXED, None),
    ("/srv/li/.local/share/GridLedger", Volume.FIXED, None),
    ("/srv/dropbox-old/office", Volume.FIXED, None),
]


def judged(path, volume):
    trouble = ground.unfit(path, volume)
    return None if trouble is None else trouble[0]


@pytest.mark.parametrize(("path", "volume", "named"), PLACES)
def test_only_a_disk_of_this_computer_is_fit(path, volume, named):
    said = judged(path, lambda _: volume)
    assert (said is None) if named is None else named in (said or "")


def test_control_a_detector_that_calls_everything_local_fails_the_table():
    missed = [path for path, _, named in PLACES if named in (STICK, SHARE) and not judged(path, lambda _: Volume.FIXED)]
    assert len(missed) == 4


MOUNTS = [
    ["/dev/sda1", "/", "ext4"],
    ["/dev/sdb1", "/media/stick", "vfat"],
    ["//server/a", "/mnt/share", "cifs"],
    ["server:/b", "/srv/li", "nfs4"],
    ["li@server:", "/srv/li/near", "fuse.sshfs"],
    ["tmpfs", "/tmp", "tmpfs"],
]


@pytest.mark.parametrize(
    ("path", "volume"),
    [
        ("/media/stick/office", Volume.REMOVABLE),
        ("/media/stick", Volume.REMOVABLE),
        ("/media/sticky/office", Volume.FIXED),
        ("/mnt/share/x", Volume.NETWORK),
        ("/srv/li/office", Volume.NETWORK),
        ("/srv/li/near/office", Volume.NETWORK),
        ("/tmp/office", Volume.FIXED),
        ("/var/office", Volume.FIXED),
    ],
)
def test_the_nearest_mount_decides(path, volume):
    assert ground.volume_among(path, MOUNTS, lambda device: device == "/dev/sdb1") is volume


def test_the_disk_of_these_tests_is_fit(tmp_path):
    ground.require_fit(tmp_path / "not there yet" / "office")
    assert not ground.is_removable("/dev/there-is-none")


def test_an_office_is_neither_founded_nor_opened_on_a_stick_or_in_a_synchronised_folder(
    folder, password, tmp_path, monkeypatch, prints
):
    inside = tmp_path / "坚果云"
    shutil.copytree(folder, inside / "office")
    before = prints(inside)
    with pytest.raises(StoreTrouble, match="坚果云"):
        Store.open(inside / "office", password, Clock())
    (tmp_path / "synced" / ".stfolder").mkdir(parents=True)
    with pytest.raises(StoreTrouble, match="自动同步"):
        Store.create(tmp_path / "synced" / "office", password, Founding("丁香社区", "150102402001"), Clock())
    monkeypatch.setattr(ground, "volume_of", lambda _: Volume.REMOVABLE)
    with pytest.raises(StoreTrouble, match="U 盘"):
        Store.create(tmp_path / "new", password, Founding("丁香社区", "150102402001"), Clock())
    assert prints(inside) == before
    assert not (tmp_path / "new").exists()


@pytest.fixture(params=["closed in order", "with a log left behind"])
def closed_to_writing(request, folder, password, monkeypatch):
    """An office whose folder takes no writing."""
    store = Store.open(folder, password, Clock())
    with store.write("试") as writer:
        writer.add(Person, {"name": "王秀英"})
    if request.param == "with a log left behind":
        copy = folder.with_name("left")
        shutil.copytree(folder, copy)
        folder = copy
    store.engine.dispose()
    monkeypatch.setattr(ground, "is_writable", lambda _: False)
    return folder


def test_an_office_that_cannot_be_written_opens_to_be_read_and_is_left_as_it_is(closed_to_writing, password, prints):
    before = {name: told for name, told in prints(closed_to_writing).items() if not name.endswith("-shm")}
    store = Store.open(closed_to_writing, password, Clock())
    assert store.read_only
    with store.read() as reader:
        assert reader.rows(select(Person.name)) == [("王秀英",)]
        assert [found.title for found in reader.find("wxy")] == ["王秀英"]
    with pytest.raises(StoreTrouble, match="只读"), store.write("改") as writer:
        writer.change(Area, writer.reader.scalar(select(Area.id)), {"name": "别的社区"})
    assert not store.check().damaged
    store.close()
    after = {name: told for name, told in prints(closed_to_writing).items() if not name.endswith("-shm")}
    assert after == before


@pytest.mark.slow
@pytest.mark.parametrize("closed_to_writing", ["with a log left behind"], indirect=True)
def test_control_a_log_that_is_not_read_would_lose_what_was_saved(closed_to_writing, password):
    (closed_to_writing / "office.db-wal").unlink()
    store = Store.open(closed_to_writing, password, Clock())
    with store.read() as reader:
        assert reader.rows(select(Person.name)) == []
    store.close()
