"""Files of an office: written beside and renamed, so that there is always the old one or the new one."""

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from db.store.ground import require_fit
from db.trouble import Refused, StoreTrouble

PATIENCE = 2.5
"""Seconds to wait for a virus scanner or indexer that holds a file (Windows refuses to replace it meanwhile)."""
STEP = 0.1
SCRATCH = "gl-"
REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "文件太大，磁盘放不下",
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "找不到这个位置",
    errno.ENOTDIR: "位置里有一段不是文件夹",
    errno.EISDIR: "这个位置是一个文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错",
}


def write_beside(path: Path, data: bytes) -> None:
    """Write a file so that it is either the old or the new one, also after a power cut."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    if path.is_dir() and os.name == "nt":  # Windows opens no folder; it writes names through by itself
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(part: Path, path: Path) -> None:
    """Bring a finished file or folder to the disk and under its name; what stood there is replaced at once."""
    to_disk(part)
    left = PATIENCE
    while True:
        try:
            part.replace(path)
            break
        except PermissionError as error:
            if left <= 0:
                raise StoreTrouble(
                    f"“{path.name}”正被别的程序占用，没有写成，原文件没有变。",
                    "请关闭正打开它的程序（如 Excel、WPS）再试；是杀毒软件在扫描的，稍等一会儿再试。",
                ) from error
            time.sleep(STEP)
            left -= STEP
    to_disk(path.parent)


def move_in(inside: Path, folder: Path) -> None:
    """Bring a finished folder under its name, whole or not at all; what stands there may only be an empty folder."""
    for path in inside.iterdir():
        to_disk(path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        folder.rmdir()
    put_in_place(inside, folder)


@contextmanager
def scratch_near(folder: Path) -> Iterator[Path]:
    """Give an empty folder on the same disk as another one that may not exist yet; it is gone afterwards."""
    near = next((one for one in folder.absolute().parents if one.is_dir()), None)
    if near is None:
        raise FileNotFoundError(errno.ENOENT, "no such drive", str(folder))
    with TemporaryDirectory(prefix=SCRATCH, dir=near) as scratch:
        inside = Path(scratch) / "office"
        inside.mkdir()
        yield inside


def require_empty(folder: Path, so: str) -> None:
    """Refuse a place that is taken or where an office would come to harm. so: what was therefore not done."""
    require_fit(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"“{folder}”不是空文件夹，{so}。", "请换一个不存在或空的文件夹。")


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turn the disk's errors into a sentence. what: what was not done."""
    try:
        yield
    except OSError as error:
        why = REASONS.get(error.errno or 0, error.strerror or str(error))
        raise StoreTrouble(f"{what}：{why}。原有数据和备份没有受影响。", "请换一个有空间、可写的位置再试。") from error


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a name to write a file for the clerk under: whole, it gets the wanted name; else nothing is left of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        with telling("文件没有写成"):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield part
            put_in_place(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Take away what a run that was cut off left half done: unfinished files and scratch folders."""
    for left in folder.glob("*.part"):
        left.unlink(missing_ok=True)
    for left in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
