"""Backups: one file that holds the encrypted database, its keys and a manifest; seen only after it was verified.

Protocol (TRUST §6): copy by the database's own backup, reopen, check pages, structure, references, counts and the head
of the audit, then rename. A naive file copy of a live database misses the last commits.
"""

import hashlib
import hmac
import json
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from db.store import migrate, vault
from db.store.audit import head
from db.store.engine import broken_references, copy_into, damage_of, make_engine, row_counts, translated
from db.store.files import put_in_place
from db.store.vault import Vault
from db.trouble import Refused, StoreTrouble

if TYPE_CHECKING:
    from db.store.store import Store

FOLDER = "backups"
SUFFIX = ".glbackup"
DATABASE, MANIFEST = "office.db", "manifest.json"
KEEP = 30
BROKEN = "备份文件已损坏，没有恢复，也没有新建任何文件。"


def make(store: "Store", folder: Path, occasion: str) -> Path:
    """Write a backup named by time and occasion, thin out the old ones, return its path."""
    folder.mkdir(exist_ok=True)
    stamp = store.clock.now().astimezone().strftime("%Y%m%d-%H%M%S")
    path = folder / f"{stamp}-{occasion}{SUFFIX}"
    write(store, path)
    store.changed = False
    for old in sorted(folder.glob(f"*{SUFFIX}"))[:-KEEP]:
        old.unlink(missing_ok=True)
    return path


def write(store: "Store", path: Path) -> int:
    """Write one verified backup file; return its size in bytes. On failure nothing is left and old ones stay."""
    part = path.with_name(path.name + ".part")
    try:
        with translated(), TemporaryDirectory(prefix="gl-", dir=path.parent) as scratch:
            copy = Path(scratch) / DATABASE
            copy_into(store.engine, copy, store.key)
            facts = _facts(copy, store.key)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as box:
                box.write(copy, DATABASE)
                box.writestr(vault.FILE, store.keys.text())
                box.writestr(MANIFEST, _manifest(facts, copy, store.keys.text(), store.key))
        size = part.stat().st_size
        put_in_place(part, path)
    except OSError as error:
        raise StoreTrouble(
            f"备份没有做成：{error.strerror or error}。原有备份没有受影响。", "请换一个有空间、可写的位置再备份。"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return size


def _facts(path: Path, key: bytes) -> dict[str, Any]:
    """Open a copy, check all of it, and return what it holds."""
    engine = make_engine(path, key)
    try:
        with engine.connect().execution_options(reading=True) as connection:
            if damage_of(connection) or broken_references(connection):
                raise StoreTrouble("备份校验没有通过。", "请检查磁盘，再备份一次。")
            return {
                "version": migrate.version_of(connection),
                "counts": row_counts(connection),
                "head": head(connection),
            }
    finally:
        engine.dispose()


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
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"“{folder}”不是空文件夹，没有恢复。", "请换一个不存在或空的文件夹。")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="gl-", dir=folder.parent) as scratch:
        inside = Path(scratch)
        _unpack(file, inside)
        key = vault.load(inside).open(password, login)
        _compare(inside, key)
        folder.mkdir(exist_ok=True)
        for name in (DATABASE, vault.FILE):
            put_in_place(inside / name, folder / name)


def _unpack(file: Path, inside: Path) -> None:
    try:
        with zipfile.ZipFile(file) as box:
            if sorted(box.namelist()) != sorted((DATABASE, vault.FILE, MANIFEST)):
                raise StoreTrouble(BROKEN, "请改用另一份备份。")
            for name in (DATABASE, vault.FILE, MANIFEST):
                (inside / name).write_bytes(box.read(name))
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise StoreTrouble(BROKEN, "请改用另一份备份。") from error


def _compare(inside: Path, key: bytes) -> None:
    """Hold the unpacked files against the sealed manifest."""
    try:
        manifest = json.loads((inside / MANIFEST).read_text("utf-8"))
        told = json.loads(manifest["told"])
        sealed = hmac.compare_digest(manifest["seal"], _seal(manifest["told"], key))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreTrouble(BROKEN, "请改用另一份备份。") from error
    keys = hashlib.sha256((inside / vault.FILE).read_bytes()).hexdigest()
    same = sealed and told["database"] == _sha256(inside / DATABASE) and told["keys"] == keys
    facts = _facts(inside / DATABASE, key) if same else {}
    if not same or facts != {name: told[name] for name in facts}:
        raise StoreTrouble(BROKEN, "请改用另一份备份。")


def listed(folder: Path) -> list[Path]:
    """Return the backups of an office, newest first."""
    return sorted((folder / FOLDER).glob(f"*{SUFFIX}"), reverse=True)


def vault_in(file: Path) -> Vault:
    """Return the key slots a backup carries."""
    with zipfile.ZipFile(file) as box:
        return Vault.read(box.read(vault.FILE))
