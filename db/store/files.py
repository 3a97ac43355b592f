"""Files of an office: written beside and renamed, so that there is always the old one or the new one."""

import os
import shutil
import time
from pathlib import Path

from db.trouble import StoreTrouble

PATIENCE = 2.5
"""Seconds to wait for a virus scanner or indexer that holds a file (Windows refuses to replace it meanwhile)."""
STEP = 0.1


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
                    "请关闭占用它的程序（如杀毒软件正在扫描）后再试。",
                ) from error
            time.sleep(STEP)
            left -= STEP
    to_disk(path.parent)


def sweep(folder: Path, prefix: str) -> None:
    """Take away what a run that was cut off left half done: unfinished files and scratch folders."""
    for left in folder.glob("*.part"):
        left.unlink(missing_ok=True)
    for left in folder.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
