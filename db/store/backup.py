"""Backups: one file that holds the encrypted database, its keys and a manifest; seen only after it was verified.

Protocol (TRUST §6): copy by the database's own backup inside one reading transaction, pack, bring to the disk, read
that file again from the disk, check pages, structure, references, counts and the head of the audit, then rename. A
naive file copy of a live database misses the last commits.
"""

import hashlib
import hmac
import json
import shutil
import struct
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from db.store import anchor, attached, migrate, retention, vault
from db.store.audit import head
from db.store.engine import broken_references, copy_into, damage_of, make_engine, row_counts, translated
from db.store.files import SCRATCH, move_in, put_in_place, require_empty, scratch_near, sweep, telling, to_disk
from db.trouble import OfficeError, Refused, StoreTrouble

if TYPE_CHECKING:
    from db.store.store import Store

FOLDER = "backups"
SUFFIX = ".glbackup"
SHARE_OF_DISK = 5
"""Backups take at most a fifth of what is free."""
DATABASE, MANIFEST = "office.db", "manifest.json"
INSIDE = (DATABASE, vault.FILE, MANIFEST)
BROKEN = "备份文件已损坏，没有恢复，也没有新建任何文件。"
ANOTHER = "请改用另一份备份。"
NO_ZIP = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError, struct.error)
ONE_AT_A_TIME = RLock()
"""Held while a backup is made: another one would sweep away its unfinished files, or make the same once more."""
UNREADABLE = (*NO_ZIP, OSError, OfficeError)


def make(store: "Store", folder: Path, occasion: str) -> Path:
    """Write a backup named by time and occasion, thin out the old ones, return its path."""
    with ONE_AT_A_TIME:
        with telling("备份没有做成"):
            folder.mkdir(exist_ok=True)
            sweep(folder)
        path = _free(folder, f"{_stamp(folder, store.clock.now().astimezone())}-{occasion}")
        store.changed = False  # what is written from now on is the next one's
        try:
            write(store, path)
        except BaseException:
            store.changed = True
            raise
        _thin(folder.glob(f"*{SUFFIX}"), path)
        _let_go(folder, store.key)
    return path


def _let_go(folder: Path, key: bytes) -> None:
    """Take away the attachments beside backups that none of them refers to any more: their person was purged.

    As long as one backup is spoilt, another office's, or of a version that does not say, nothing goes.
    """
    beside = set(attached.kept(folder))
    for file in folder.glob(f"*{SUFFIX}") if beside else ():
        said = told(file, key)
        if said is None or "files" not in said:
            return
        beside -= set(said["files"])
    with suppress(OfficeError):  # what can't be deleted now goes with a later backup
        attached.discard(folder, beside)


def _thin(backups: Iterable[Path], made: Path) -> None:
    """Take away old ones of an office's backups, by age and where they fill the disk; what can't be deleted stays."""
    room = shutil.disk_usage(made.parent).free // SHARE_OF_DISK
    own = [one for one in backups if one != made]
    for rule in (retention.superfluous, lambda paths: retention.too_much(paths, room)):
        for old in rule(one for one in own if one.is_file()):
            with suppress(OSError):
                old.unlink()


def _stamp(folder: Path, now: datetime) -> str:
    """Return what a backup made now is named by: never earlier than the one before it, whatever the clock says."""
    made = [one.at for path in folder.glob(f"*{SUFFIX}") if (one := retention.named(path))]
    local = now.replace(tzinfo=None, microsecond=0)
    at = max(made, default=local)
    return (at + timedelta(seconds=1) if at > local else local).strftime(retention.STAMP)


def _free(folder: Path, name: str) -> Path:
    """Return a path that stands for no earlier backup."""
    taken = sum(1 for _ in folder.glob(f"{name}*{SUFFIX}"))
    return folder / (f"{name}_{taken + 1}{SUFFIX}" if taken else f"{name}{SUFFIX}")


def write(store: "Store", path: Path) -> int:
    """Write one verified backup file; return its size in bytes. On failure nothing is left and old ones stay."""
    if path.parent.resolve() == store.folder.resolve() and path.name.startswith((DATABASE, vault.FILE, anchor.FILE)):
        raise Refused(f"“{path.name}”是办公室自己的文件，不能用备份盖掉它。", "请换一个文件名。")
    part = path.with_name(path.name + ".part")
    _copy_attachments(store, path.parent)
    try:
        with telling("备份没有做成"), translated(), TemporaryDirectory(prefix=SCRATCH, dir=path.parent) as scratch:
            facts = _pack(store, Path(scratch), part)
            _verify(part, Path(scratch), store, facts)
            size = part.stat().st_size
            put_in_place(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return size


def _copy_attachments(store: "Store", folder: Path) -> None:
    """Bring the attachments' files beside the backups of a folder, only those not there yet."""
    with translated(), store.engine.connect().execution_options(reading=True) as connection:
        wanted = attached.referred(connection)
    with telling("附件没有备份"):
        attached.copy_new(store.folder, folder, wanted)


def _pack(store: "Store", scratch: Path, part: Path) -> Mapping[str, Any]:
    """Copy, pack and bring to the disk; return what the source held in the same reading transaction."""
    copy, keys = scratch / DATABASE, store.keys.text()
    with store.engine.connect().execution_options(reading=True) as connection, connection.begin():
        facts = _facts(connection)
        copy_into(connection, copy, store.key)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as box:
        box.write(copy, DATABASE)
        box.writestr(vault.FILE, keys)
        box.writestr(MANIFEST, _manifest(facts, copy, keys, store.key))
    copy.unlink()
    to_disk(part)
    return facts


def _facts(connection: Connection) -> dict[str, Any]:
    """Return what a database holds."""
    return {
        "version": migrate.version_of(connection),
        "counts": row_counts(connection),
        "head": head(connection),
        "files": attached.referred(connection),
    }


def _verify(file: Path, scratch: Path, store: "Store", facts: Mapping[str, Any]) -> None:
    """Read a backup again from the disk and hold it against what the source held."""
    try:
        unpack(file, scratch)
        found = compare(scratch, store.key)
    except OfficeError as error:
        with store.engine.connect().execution_options(reading=True) as connection:
            if damage_of(connection):
                raise StoreTrouble("数据文件有损坏，备份没有做成。", "请马上用最近的备份恢复。") from error
        raise StoreTrouble("备份校验没有通过，没有留下这份备份。", "请检查磁盘，再备份一次。") from error
    if found != facts:
        raise StoreTrouble("备份与数据对不上，没有留下这份备份。", "请检查磁盘，再备份一次。")


def _manifest(facts: Mapping[str, Any], copy: Path, keys: bytes, key: bytes) -> str:
    told = dict(facts) | {"database": _sha256(copy), "keys": hashlib.sha256(keys).hexdigest()}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return json.dumps({"told": text, "seal": _seal(text, key)}, ensure_ascii=False)


def _seal(text: str, key: bytes) -> str:
    own = hashlib.sha256(b"gridledger backup manifest" + key).digest()
    return hmac.new(own, text.encode(), "sha256").hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(file: Path, folder: Path, password: str, login: str = "office") -> None:
    """Restore a backup into an absent or empty folder; password: the user's, or the recovery code."""
    if not file.is_file():
        raise StoreTrouble(f"找不到备份文件“{file}”。", "请检查文件位置。")
    require_empty(folder, "没有恢复")
    with telling("恢复没有做成"), scratch_near(folder) as inside:
        unpack(file, inside)
        key = vault.load(inside).open(password, login)
        facts = compare(inside, key)
        vault.save(inside, vault.load(inside))
        (inside / MANIFEST).unlink()
        attached.copy_new(file.parent, inside, _referred(inside, key))
        (inside / anchor.FILE).write_text(f"{facts['head']} restored\n", "utf-8")
        move_in(inside, folder)


def _referred(inside: Path, key: bytes) -> list[str]:
    engine = make_engine(inside / DATABASE, key, mode="ro")
    try:
        with translated(), engine.connect() as connection:
            return attached.referred(connection)
    finally:
        engine.dispose()


def unpack(file: Path, inside: Path) -> None:
    """Take the three files out; stored as they are, so that nothing can unfold to more than the file itself."""
    try:
        with zipfile.ZipFile(file) as box:
            listed = box.infolist()
            stored = all(one.compress_type == zipfile.ZIP_STORED for one in listed)
            if sorted(one.filename for one in listed) != sorted(INSIDE) or not stored:
                raise StoreTrouble(BROKEN, ANOTHER)
            for name in INSIDE:
                with box.open(name) as source, (inside / name).open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
    except NO_ZIP as error:
        raise StoreTrouble(BROKEN, ANOTHER) from error


def compare(inside: Path, key: bytes) -> dict[str, Any]:
    """Hold the unpacked files against the sealed manifest, check the database, and return what it holds."""
    told = _unsealed((inside / MANIFEST).read_bytes(), key)
    keys = hashlib.sha256((inside / vault.FILE).read_bytes()).hexdigest()
    if told.pop("database") != _sha256(inside / DATABASE) or told.pop("keys") != keys:
        raise StoreTrouble(BROKEN, ANOTHER)
    engine = make_engine(inside / DATABASE, key, mode="ro")
    try:
        with translated(), engine.connect() as connection:
            found = {name: value for name, value in _facts(connection).items() if name in told}
            if damage_of(connection) or broken_references(connection) or found != told:
                raise StoreTrouble(BROKEN, ANOTHER)
    finally:
        engine.dispose()
    return told


def _unsealed(manifest: bytes, key: bytes) -> dict[str, Any]:
    """Return what a manifest tells, if its seal was made with the data key."""
    try:
        outer = json.loads(manifest)
        text = outer["told"]
        if not hmac.compare_digest(outer["seal"], _seal(text, key)):
            raise StoreTrouble(BROKEN, ANOTHER)
        told: dict[str, Any] = json.loads(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreTrouble(BROKEN, ANOTHER) from error
    return told


def is_fresh(store: "Store") -> bool:
    """Say whether the newest backup holds the head of the audit and the keys as they are now."""
    newest = next(iter(listed(store.folder)), None)
    said = told(newest, store.key) if newest else None
    with store.engine.connect().execution_options(reading=True) as connection:
        now = {"head": head(connection), "version": migrate.version_of(connection)}
    now["keys"] = hashlib.sha256(store.keys.text()).hexdigest()
    return said is not None and all(said.get(name) == value for name, value in now.items())


def examine(file: Path, key: bytes) -> Mapping[str, Any]:
    """Read a backup of this office whole from the disk and check it; return what it holds. Raises if it is spoilt."""
    with telling("备份没有查成"), scratch_near(file) as inside:
        unpack(file, inside)
        return compare(inside, key)


def copy_to(file: Path, folder: Path, key: bytes) -> Path:
    """Copy a verified backup to a second place (another disk, a stick), read it there again, and thin out there too.

    Backups of another office that lie there stay: they are told by their seal.
    """
    target = folder / file.name
    part = target.with_name(target.name + ".part")
    try:
        with telling("第二处备份没有做成"):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, part)
            if _sha256(part) != _sha256(file):
                raise StoreTrouble("第二处备份与原件对不上，没有留下。", "请检查那块磁盘，再备份一次。")
            put_in_place(part, target)
            attached.copy_new(file.parent, folder, attached.kept(file.parent))
            _thin((one for one in folder.glob(f"*{SUFFIX}") if told(one, key) is not None), target)
            _let_go(folder, key)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def told(file: Path, key: bytes) -> Mapping[str, Any] | None:
    """Return what the manifest of a backup says; None if it can't be read. Cheap: the database is not looked at."""
    try:
        with zipfile.ZipFile(file) as box:
            return _unsealed(box.read(MANIFEST), key)
    except UNREADABLE:
        return None


def listed(folder: Path) -> list[Path]:
    """Return the backups of an office, newest first."""
    return sorted((folder / FOLDER).glob(f"*{SUFFIX}"), reverse=True)
