"""The vault: one random data key, wrapped once per user and once for the recovery code (STORAGE §4).

`keys.json` lies beside the database and in every backup. Nothing here imports the database libraries, so the unlock
page is painted before they are loaded.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from db.clock import seconds_of
from db.store.files import write_beside
from db.trouble import Refused, StoreTrouble, WrongPassword

FILE = "keys.json"
DAMAGED = "钥匙文件 keys.json 已损坏，数据打不开。"
SPARE = "请把同一文件夹里的 keys.json.bak 改名为 keys.json 再试，或从备份恢复。"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH, CHECK_LENGTH, GROUP = 28, 4, 4
LEAST_PASSWORD = 10
LEAST_MILLISECONDS = 300
MOST_TIME, MOST_MEMORY, MOST_LANES = 20, 1024 * 1024, 16
"""More than this is not read from a key file: a changed number must not stop the computer."""
FORMAT = 1
LEAST_DIFFERENT = 4
COMMON = (
    "1234567890", "0987654321", "12345678900", "123456789012", "1111111111", "0000000000", "8888888888", "6666666666",
    "password123", "password1234", "qwertyuiop", "1q2w3e4r5t", "abcd123456", "abc1234567", "a123456789", "aa12345678",
    "123456789a", "woaini1314", "5201314520", "1234554321", "qazwsxedcr", "iloveyou123", "admin12345", "administrator",
    "wangge1234", "wanggetaizhang", "shequ12345", "xiangqu1234", "abcdefghij", "1qaz2wsx3edc",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Argon2id parameters: t passes, m KiB, p lanes."""

    t: int = 3
    m: int = 64 * 1024
    p: int = 4


FLOOR = Cost()


def check_password(password: str) -> None:
    """Refuse a password that is short or among the common ones."""
    if len(password) < LEAST_PASSWORD:
        raise Refused(
            f"口令只有 {len(password)} 个字符，至少要 {LEAST_PASSWORD} 个。", "请换一个长一点的，可用一句话。"
        )
    if _common(normalize("NFKC", password).casefold().replace(" ", "")):
        raise Refused("这个口令太常见，容易被猜到。", "请换一个，例如几个不相干的词连在一起。")


def _common(plain: str) -> bool:
    """Say whether it is listed, hardly varied (1212121212), or one run up or down (abcdefghij)."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return plain in COMMON or len(set(plain)) < LEAST_DIFFERENT or steps in ({1}, {-1})


def derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Return the 32-byte key of a secret."""
    kdf = Argon2id(salt=salt, length=32, iterations=cost.t, lanes=cost.p, memory_cost=cost.m)
    return kdf.derive(normalize("NFC", secret).encode())


def calibrated() -> Cost:
    """Return the floor, with more passes until a guess costs 300 ms on this computer."""
    salt, passes = os.urandom(16), FLOOR.t
    while passes < MOST_TIME:
        spent = seconds_of(lambda: derive("calibration", salt, Cost(passes, FLOOR.m, FLOOR.p)))  # noqa: B023
        if spent * 1000 >= LEAST_MILLISECONDS:
            break
        passes += max(1, int(passes * (LEAST_MILLISECONDS / (spent * 1000) - 1)))
    return Cost(min(passes, MOST_TIME), FLOOR.m, FLOOR.p)


def new_recovery_code() -> str:
    """Return a recovery code: 28 random characters and 4 check characters in groups of four."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    whole = body + _check(body)
    return "-".join(whole[start : start + GROUP] for start in range(0, len(whole), GROUP))


def _check(body: str) -> str:
    number = int.from_bytes(sha256(b"gridledger recovery" + body.encode()).digest())
    found = []
    for _ in range(CHECK_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        found.append(ALPHABET[digit])
    return "".join(found)


def read_recovery_code(typed: str) -> str | None:
    """Return the 28 characters of a typed code; None if it is none (a wrong letter shows in the check)."""
    plain = "".join(sign for sign in normalize("NFKC", typed).upper() if sign in ALPHABET)
    body, check = plain[:CODE_LENGTH], plain[CODE_LENGTH:]
    return body if len(body) == CODE_LENGTH and check == _check(body) else None


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


def _aad(vault: str, slot: Mapping[str, Any]) -> bytes:
    return json.dumps([vault, slot["kind"], slot["who"], slot["kdf"]], sort_keys=True, ensure_ascii=False).encode()


def make_slot(vault: str, holder: tuple[str, str], secret: str, key: bytes, cost: Cost) -> dict[str, Any]:
    """Return a slot that gives the data key to whoever knows the secret. holder: kind (user, recovery) and login."""
    kind, who = holder
    salt, nonce = os.urandom(16), os.urandom(12)
    kdf = {"alg": "argon2id", "v": 19, "t": cost.t, "m": cost.m, "p": cost.p, "salt": _text(salt)}
    slot: dict[str, Any] = {"kind": kind, "who": who, "kdf": kdf, "nonce": _text(nonce)}
    slot["wrapped"] = _text(AESGCM(derive(secret, salt, cost)).encrypt(nonce, key, _aad(vault, slot)))
    return slot


def _sound(slot: Any) -> tuple[Cost, bytes, bytes, bytes]:
    """Return cost, salt, nonce and wrapped key of a slot; what cannot be one is refused, not tried."""
    try:
        kdf = slot["kdf"]
        cost = Cost(int(kdf["t"]), int(kdf["m"]), int(kdf["p"]))
        salt, nonce, wrapped = _bytes(kdf["salt"]), _bytes(slot["nonce"]), _bytes(slot["wrapped"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreTrouble(DAMAGED, SPARE) from error
    capped = 1 <= cost.t <= MOST_TIME and 1 <= cost.p <= MOST_LANES and 8 * cost.p <= cost.m <= MOST_MEMORY
    if not capped or len(salt) < 8 or len(nonce) != 12:
        raise StoreTrouble("钥匙文件里的参数不合理，可能被改动过。", SPARE)
    return cost, salt, nonce, wrapped


def open_slot(vault: str, slot: Mapping[str, Any], secret: str) -> bytes | None:
    """Return the data key, or None if the secret does not open this slot."""
    cost, salt, nonce, wrapped = _sound(slot)
    try:
        return AESGCM(derive(secret, salt, cost)).decrypt(nonce, wrapped, _aad(vault, slot))
    except InvalidTag:
        return None


@dataclass(frozen=True)
class Vault:
    """The slots of one office, as `keys.json` holds them."""

    id: str
    slots: tuple[Mapping[str, Any], ...]

    @classmethod
    def found(cls, login: str, password: str, cost: Cost | None = None) -> tuple["Vault", bytes, str]:
        """Make a new data key with a user's slot and a recovery slot; return vault, key and recovery code."""
        check_password(password)
        key, code, vault = os.urandom(32), new_recovery_code(), secrets.token_hex(16)
        price = cost or calibrated()
        body = read_recovery_code(code) or ""
        slots = (
            make_slot(vault, ("user", login), password, key, price),
            make_slot(vault, ("recovery", ""), body, key, price),
        )
        return cls(vault, slots), key, code

    @classmethod
    def read(cls, data: bytes) -> "Vault":
        """Read the text of a key file."""
        try:
            told = json.loads(data)
            known, vault, slots = told["fmt"], told["vault"], tuple(told["slots"])
            whole = isinstance(vault, str) and all({"kind", "who", "kdf"} <= set(slot) for slot in slots)
        except (ValueError, KeyError, TypeError) as error:
            raise StoreTrouble(DAMAGED, SPARE) from error
        if known != FORMAT or not whole:
            raise StoreTrouble("钥匙文件 keys.json 不是本程序认识的格式，没有打开。", SPARE)
        return cls(vault, slots)

    def text(self) -> bytes:
        """Return the text of the key file."""
        return json.dumps(
            {"fmt": FORMAT, "vault": self.id, "slots": list(self.slots)}, ensure_ascii=False, indent=1
        ).encode()

    def open(self, secret: str, login: str) -> bytes:
        """Return the data key for a user's password, or for the recovery code."""
        body = read_recovery_code(secret)
        for slot in self.slots:
            key = None
            if slot["kind"] == "user" and slot["who"] == login:
                key = open_slot(self.id, slot, secret)
            elif slot["kind"] == "recovery" and body is not None:
                key = open_slot(self.id, slot, body)
            if key is not None:
                return key
        raise WrongPassword("口令不对，没有打开。", "请重输；若确实忘了口令，可用恢复码打开。")

    def with_password(self, login: str, password: str, key: bytes, cost: Cost | None = None) -> "Vault":
        """Return the vault with a new password for a user; the database is untouched."""
        check_password(password)
        slot = make_slot(self.id, ("user", login), password, key, cost or calibrated())
        kept = [one for one in self.slots if (one["kind"], one["who"]) != ("user", login)]
        return Vault(self.id, (slot, *kept))

    def with_recovery(self, key: bytes, cost: Cost | None = None) -> tuple["Vault", str]:
        """Return the vault with a new recovery code, and the code; the former one opens nothing made from now on."""
        code = new_recovery_code()
        slot = make_slot(self.id, ("recovery", ""), read_recovery_code(code) or "", key, cost or calibrated())
        kept = [one for one in self.slots if one["kind"] != "recovery"]
        return Vault(self.id, (*kept, slot)), code


def save(folder: Path, vault: Vault) -> None:
    """Write the key file and its spare copy. No former one is kept: an old password must open nothing here."""
    for name in (FILE, FILE + ".bak"):
        write_beside(folder / name, vault.text())


def load(folder: Path) -> Vault:
    """Read the key file of an office folder."""
    path = folder / FILE
    if not path.is_file():
        raise StoreTrouble("找不到钥匙文件 keys.json，数据打不开。", SPARE)
    return Vault.read(path.read_bytes())
