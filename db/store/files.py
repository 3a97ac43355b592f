"""Files of an office: written beside and renamed, so that there is always the old one or the new one."""

import os
from pathlib import Path


def write_beside(path: Path, data: bytes) -> None:
    """Write a file so that it is either the old or the new one, also after a power cut."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def put_in_place(part: Path, path: Path) -> None:
    """Bring a finished file to the disk and under its name."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)
