"""Files of attachments: encrypted, named by their content, written before their row and never changed (DECISIONS 17).

Each file is AES-256-GCM under a key derived from the data key (HKDF-SHA-256, purpose `attachments`); its name is an
HMAC of the content under that key, so that equal files are kept once and a name tells nothing. A backup takes the files
that its folder does not hold yet; they lie beside it.
"""

import hmac
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING
from unicodedata import category, normalize
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, inspect, select

from db.ledgers.attachments import Attachment, AttachmentKind
from db.ledgers.record import Record
from db.store.files import telling, to_disk, write_beside
from db.store.purge import CLEARED
from db.store.reader import Reader
from db.trouble import Refused, StoreTrouble

if TYPE_CHECKING:
    from db.store.store import Store

FOLDER = "attachments"
HEAD = b"GLA1"
NONCE = 12
LARGEST = 30 * 1024 * 1024
LONGEST_NAME = 80
SIGNS = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
"""What may be attached, known by its first bytes and not by its name."""
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")
NAMED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Wanted:
    """What is to be attached: to which record, its name as given, its content and pages, what it is for."""

    ledger: type[Record]
    record: UUID
    name: str
    content: bytes
    kind: AttachmentKind = AttachmentKind.OTHER
    area: UUID | None = None
    given_by: str = ""
    pages: int = 1


def key_of(data_key: bytes) -> bytes:
    """Return the key of the attachments of an office."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gridledger attachments").derive(data_key)


def media_of(content: bytes) -> str:
    """Return what kind of file it is; Refused for anything but photo, scan and PDF."""
    found = next((media for media, sign in SIGNS.items() if content.startswith(sign)), None)
    if found is None:
        raise Refused("只能添加照片（jpg、png）和 PDF，这个文件没有添加。", "请另存为这几种格式再添加。")
    if len(content) > LARGEST:
        size = len(content) // (1024 * 1024)
        raise Refused(f"文件有 {size} 兆，超过 {LARGEST // (1024 * 1024)} 兆，没有添加。", "请压缩或分开后再添加。")
    return found


def safe_name(given: str, media: str) -> str:
    """Return a name without folders, controls and marks of direction, at most 80 characters, ending as the file is."""
    bare = PureWindowsPath(PurePosixPath(normalize("NFC", given)).name).name
    kept = "".join(sign for sign in bare if category(sign)[0] != "C" and sign not in '<>:"/\\|?*').strip(" .")
    stem = re.sub(r"(?i)\.(jpe?g|png|pdf)$", "", kept).strip(" .")
    if not stem or RESERVED.match(stem):
        stem = f"附件{stem}"
    return f"{stem[:LONGEST_NAME]}.{media}"


def attach(store: "Store", wanted: Wanted) -> UUID:
    """Keep a file and its row; the file is on the disk before the row says so."""
    media = media_of(wanted.content)
    name = keep(store.folder, store.key, wanted.content)
    row = {
        "ledger": wanted.ledger.__tablename__,
        "record_id": wanted.record,
        "kind": wanted.kind,
        "name": safe_name(wanted.name, media),
        "media": media,
        "hash": name,
        "size": len(wanted.content),
        "pages": wanted.pages,
        "given_by": wanted.given_by or None,
        "area_id": wanted.area,
    }
    with store.write("添加附件") as writer:
        return writer.add(Attachment, row)


def keep(folder: Path, data_key: bytes, content: bytes) -> str:
    """Write an encrypted file beside the database unless it is there; return its name."""
    key = key_of(data_key)
    name = hmac.new(key, content, sha256).hexdigest()
    path = place(folder, name)
    if not path.is_file():
        nonce = os.urandom(NONCE)
        with telling("附件没有保存"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_beside(path, HEAD + nonce + AESGCM(key).encrypt(nonce, content, name.encode()))
    return name


def place(folder: Path, name: str) -> Path:
    """Return where a file lies; a name that is none of ours leads nowhere."""
    if not NAMED.fullmatch(name):
        raise StoreTrouble("附件的登记有误，打不开。", "请用最近的备份恢复，或重新添加。")
    return folder / FOLDER / name[:2] / name


def attachments_of(reader: Reader, ledger: type[Record], record: UUID) -> list[Attachment]:
    """Return the files of a record, in the order in which they were added."""
    own = Attachment.ledger == ledger.__tablename__, Attachment.record_id == record, Attachment.removed_at.is_(None)
    return [row[0] for row in reader.rows(select(Attachment).where(*own).order_by(Attachment.id))]


def content_of(store: "Store", attachment: UUID) -> bytes:
    """Return the content of an attachment; StoreTrouble where its file is missing or was changed."""
    with store.read() as reader:
        name = reader.scalar(
            select(Attachment.hash).where(Attachment.id == attachment, Attachment.removed_at.is_(None))
        )
    if name is None:
        raise Refused("这个附件已不在。", "请刷新后再看。")
    return opened(store.folder, store.key, str(name))


def opened(folder: Path, data_key: bytes, name: str) -> bytes:
    """Return the content of a file by its name; what does not decrypt, or is another's content, is refused."""
    path, key = place(folder, name), key_of(data_key)
    try:
        kept = path.read_bytes()
        content = AESGCM(key).decrypt(kept[4 : 4 + NONCE], kept[4 + NONCE :], name.encode())
    except FileNotFoundError as error:
        raise StoreTrouble("附件的文件不见了。", "请从备份旁的 attachments 文件夹找回，或重新添加。") from error
    except (InvalidTag, ValueError, OSError) as error:
        raise StoreTrouble("附件的文件已损坏或被改动过，没有打开。", "请从备份恢复，或重新添加。") from error
    if not kept.startswith(HEAD) or not hmac.compare_digest(hmac.new(key, content, sha256).hexdigest(), name):
        raise StoreTrouble("附件的文件已损坏或被改动过，没有打开。", "请从备份恢复，或重新添加。")
    return content


def referred(connection: Connection) -> list[str]:
    """Return the names of all files that rows refer to, removed rows too: undo may want them back.

    None in an office that an earlier version wrote.
    """
    if not inspect(connection).has_table(Attachment.__tablename__):
        return []
    wanted = select(Attachment.hash).where(Attachment.hash != CLEARED).distinct().order_by(Attachment.hash)
    return list(connection.execute(wanted).scalars())


def kept(folder: Path) -> list[str]:
    """Return the names of the files that lie in a folder."""
    found = (path.name for path in (folder / FOLDER).glob("*/*"))
    return sorted(name for name in found if NAMED.fullmatch(name))


def discard(folder: Path, names: Iterable[str]) -> None:
    """Take files away for good: their person was purged and no row refers to them any more."""
    for name in names:
        with telling("附件的文件没有删除"):
            place(folder, name).unlink(missing_ok=True)


def copy_new(source: Path, target: Path, wanted: Iterable[str]) -> int:
    """Copy the files that a folder does not hold yet; return how many. They are copied as they are, encrypted."""
    count = 0
    for name in wanted:
        path, there = place(source, name), place(target, name)
        if there.is_file() or not path.is_file():
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        write_beside(there, path.read_bytes())
        count += 1
    if count:
        to_disk(target / FOLDER)
    return count


def missing(folder: Path, wanted: Iterable[str]) -> list[str]:
    """Return the names of files that are not there."""
    return [name for name in wanted if not place(folder, name).is_file()]
