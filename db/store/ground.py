"""Where an office may lie: on a disk of this computer. Sticks, shares and synchronised folders are refused (TRUST F11).

A share cannot lock the file, a stick may be pulled out while it is written, a synchronising program copies half of a
save and puts an old state back. Backups may lie on any of them.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path

from db.trouble import StoreTrouble


class Volume(Enum):
    """What kind of disk a path lies on."""

    FIXED = "fixed"
    REMOVABLE = "removable"
    NETWORK = "network"


SYNCED = re.compile(
    r"(?i)^(onedrive( - .+)?|dropbox( \(.+\))?|google drive|googledrive|icloud ?drive|nextcloud|syncthing|nutstore"
    r"(files)?|我的坚果云|坚果云.*|baidu(netdisk|sync\w*)|百度(网盘|云).*|wps ?(drive|云盘|云文档)|阿里云盘.*"
    r"|微云.*|腾讯微云.*|360云盘.*|seafile)$"
)
"""Folders that a synchronising program keeps, by their names."""
MARKS = (".nutstore", ".dropbox", ".dropbox.cache", ".stfolder", ".seafile-data", ".sync", ".owncloudsync.log")
"""Files or folders that such a program leaves in what it keeps."""
SHARES = frozenset("nfs nfs4 cifs smb3 smbfs ncpfs afs ceph glusterfs lustre davfs vboxsf".split())
SHARES_OF_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.gvfsd", "fuse.vmhgfs")
WINDOWS = {2: Volume.REMOVABLE, 4: Volume.NETWORK}


def require_fit(folder: Path) -> None:
    """Refuse a place where an office would come to harm; StoreTrouble says which and what to do."""
    trouble = unfit(str(folder.absolute()), volume_of, marks_above(folder))
    if trouble:
        raise StoreTrouble(*trouble)


def unfit(path: str, volume: Callable[[str], Volume], marks: Iterable[str] = ()) -> tuple[str, str] | None:
    """Return what is wrong with a path and what to do; None where an office may lie.

    volume: says what disk a path lies on; marks: names found in the folders above it.
    """
    local = "请把整个文件夹搬到本机硬盘再用；备份可以放在那里。"
    if re.match(r"^(\\\\|//)(?![?.][\\/](?!UNC))", path) or volume(path) is Volume.NETWORK:
        return "数据不能放在共享盘上：几台电脑同时写会写坏。", local
    kept = [part for part in re.split(r"[\\/]+", path) if SYNCED.match(part)] or [one for one in marks if one in MARKS]
    if kept:
        return f"“{kept[0]}”是网盘自动同步的文件夹，数据放在这里会被旧的盖掉。", local
    if volume(path) is Volume.REMOVABLE:
        return "数据不能放在 U 盘或移动硬盘上：写到一半拔出会损坏。", local
    return None


def marks_above(folder: Path) -> list[str]:
    """Return the names of marks in a folder and the folders above it, without its disk's root."""
    places = [folder.absolute(), *folder.absolute().parents][:-1]
    return [mark for place in places for mark in MARKS if os.path.lexists(place / mark)]


def volume_of(path: str) -> Volume:
    """Return what disk a path lies on, also one that is not there yet."""
    return _on_windows(path) if sys.platform == "win32" else _on_linux(path)


def _on_windows(path: str) -> Volume:
    import ctypes

    kind: int = getattr(ctypes, "windll").kernel32.GetDriveTypeW(os.path.splitdrive(path)[0] + "\\")  # noqa: B009
    return WINDOWS.get(kind, Volume.FIXED)


def _on_linux(path: str) -> Volume:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return Volume.FIXED
    return volume_among(os.path.realpath(path), [line.split()[:3] for line in lines], is_removable)


def volume_among(path: str, mounts: Iterable[list[str]], removable: Callable[[str], bool]) -> Volume:
    """Return what disk a path lies on, by the system's list of (device, place, file system)."""
    inside = [one for one in mounts if path == one[1] or path.startswith(one[1].rstrip("/") + "/")]
    if not inside:
        return Volume.FIXED
    device, _, kind = max(inside, key=lambda one: len(one[1]))
    if kind in SHARES or kind.startswith(SHARES_OF_FUSE):
        return Volume.NETWORK
    return Volume.REMOVABLE if removable(device) else Volume.FIXED


def is_removable(device: str) -> bool:
    """Say whether a device like /dev/sdb1 lies on a stick or another disk that is pulled out."""
    name = device.removeprefix("/dev/")
    for disk in (name, name.rstrip("0123456789"), re.sub(r"p\d+$", "", name)):
        try:
            return Path(f"/sys/class/block/{disk}/removable").read_text(encoding="ascii").strip() == "1"
        except OSError:
            continue
    return False


def is_writable(folder: Path) -> bool:
    """Say whether an office can be written: its folder, its database and the log beside it."""
    files = [folder, *(folder / name for name in ("office.db", "office.db-wal", "office.db-shm"))]
    return all(os.access(file, os.W_OK) for file in files if file.exists())
