"""The vault: what opens the office, what does not, and what a changed byte in the key file does."""

import ast
import base64
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from db.store import vault
from db.store.vault import FLOOR, Cost, Vault, calibrated, check_password, new_recovery_code, read_recovery_code
from db.trouble import OfficeError, Refused, StoreTrouble

CHEAP = Cost(1, 64, 1)
GOOD = "丁香花开满了整条街。"
HOUSE = Path(__file__).resolve().parents[3]


@pytest.fixture
def made():
    """A vault, its data key and its recovery code."""
    return Vault.found("office", GOOD, CHEAP)


def test_the_password_and_the_recovery_code_open_it_and_nothing_else_does(made):
    known, key, code = made
    assert len(key) == 32
    assert known.open(GOOD, "office") == known.open(code, "office") == key
    assert known.open(code.lower().replace("-", " "), "office") == key
    for secret in ("另一个很长的口令呀呀", code[:-1] + ("2" if code[-1] != "2" else "3"), "", new_recovery_code()):
        with pytest.raises(StoreTrouble, match="口令不对"):
            known.open(secret, "office")
    with pytest.raises(StoreTrouble, match="口令不对"):
        known.open(GOOD, "somebody")


def test_a_decomposed_password_opens_what_the_composed_one_closed():
    known, key, _ = Vault.found("office", "caf\u00e9 au lait é", CHEAP)
    assert known.open("cafe\u0301 au lait é", "office") == key


def test_a_slot_renamed_to_another_user_opens_nothing(made):
    known, _, _ = made
    slots = [dict(slot) for slot in known.slots]
    slots[0]["who"] = "thief"
    with pytest.raises(StoreTrouble, match="口令不对"):
        Vault(known.id, tuple(slots)).open(GOOD, "thief")


def test_a_changed_cost_opens_nothing(made):
    known, _, _ = made
    told = json.loads(known.text())
    told["slots"][0]["kdf"]["t"] = 2
    with pytest.raises(StoreTrouble, match="口令不对"):
        Vault.read(json.dumps(told).encode()).open(GOOD, "office")


@pytest.mark.parametrize(("name", "value"), [("m", 1 << 30), ("t", 10_000), ("p", 400), ("m", 1), ("t", 0), ("t", -1)])
def test_a_cost_beyond_the_caps_is_refused_before_it_is_tried(made, name, value):
    told = json.loads(made[0].text())
    told["slots"][0]["kdf"][name] = value
    start = time.perf_counter()
    with pytest.raises(StoreTrouble, match="参数不合理"):
        Vault.read(json.dumps(told).encode()).open(GOOD, "office")
    assert time.perf_counter() - start < 1


def test_a_new_password_takes_the_place_of_the_old_one_and_leaves_the_key(made):
    known, key, code = made
    changed = known.with_password("office", "新换的一句话口令好记", key, CHEAP)
    assert changed.open("新换的一句话口令好记", "office") == changed.open(code, "office") == key
    with pytest.raises(StoreTrouble):
        changed.open(GOOD, "office")
    assert [slot["who"] for slot in changed.slots if slot["kind"] == "user"] == ["office"]


def test_the_old_password_opens_no_file_in_the_folder_after_a_change(made, tmp_path):
    known, key, _ = made
    vault.save(tmp_path, known)
    vault.save(tmp_path, known.with_password("office", "新换的一句话口令好记", key, CHEAP))
    files = list(tmp_path.iterdir())
    assert {path.name for path in files} == {"keys.json", "keys.json.bak"}
    for path in files:
        with pytest.raises(StoreTrouble):
            Vault.read(path.read_bytes()).open(GOOD, "office")


def test_a_recovery_code_has_28_random_and_4_check_characters():
    code = new_recovery_code()
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 8
    assert set("".join(groups)) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert read_recovery_code(code) == "".join(groups)[:28]


def test_every_single_wrong_letter_of_a_recovery_code_is_seen():
    code = new_recovery_code().replace("-", "")
    for place in range(len(code)):
        wrong = "A" if code[place] != "A" else "B"
        assert read_recovery_code(code[:place] + wrong + code[place + 1 :]) is None


@pytest.mark.parametrize(
    "password",
    ["短口令", "123456789", "1234567890", "0987654321", "aaaaaaaaaa", "1212121212", "abcdefghijkl", "Password123",
     "ｐａｓｓｗｏｒｄ１２３", "qwertyuiop", "9876543210"],
)  # fmt: skip
def test_short_and_common_passwords_are_refused(password):
    with pytest.raises(Refused) as told:
        check_password(password)
    assert told.value.remedy
    with pytest.raises(Refused):
        Vault.found("office", password, CHEAP)


@pytest.mark.parametrize("password", ["丁香花开满了整条街。", "demo-练习-2026", "correct horse battery", "8471029346"])
def test_a_sentence_is_a_good_password(password):
    check_password(password)


def test_a_slot_made_without_a_cost_is_never_below_the_floor(monkeypatch):
    monkeypatch.setattr(vault, "seconds_of", lambda work: 10.0)
    known, _, _ = Vault.found("office", GOOD)
    for slot in known.slots:
        assert slot["kdf"]["t"] >= FLOOR.t == 3
        assert slot["kdf"]["m"] == FLOOR.m == 64 * 1024


@pytest.mark.slow
def test_passes_are_raised_until_a_guess_costs_300_milliseconds(monkeypatch):
    monkeypatch.setattr(vault, "derive", lambda secret, salt, cost: time.sleep(0.03 * cost.t))
    assert calibrated().t >= 10


@pytest.mark.slow
def test_no_product_code_names_a_cheaper_cost():
    assert cheaper([*(HOUSE / "db").rglob("*.py"), *(HOUSE / "desktop").rglob("*.py")]) == []


def test_control_a_cheaper_cost_in_product_code_is_seen(tmp_path):
    (tmp_path / "a.py").write_text("Store.create(folder, password, founding, clock, Cost(1, 8, 1))")
    assert cheaper(tmp_path.glob("*.py")) != []


def cheaper(paths):
    """Name the files of the product (not vault.py) that make a Cost."""
    found = []
    for path in paths:
        if path.name == "vault.py":
            continue
        calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        found += [path.name for node in calls if getattr(node.func, "id", getattr(node.func, "attr", "")) == "Cost"]
    return found


def test_every_changed_byte_of_the_key_file_opens_with_the_right_key_or_not_at_all(made):
    known, key, _ = made
    text, opened, refused = known.text(), 0, 0
    for place in range(len(text)):
        spoilt = bytearray(text)
        spoilt[place] ^= 1 << (place % 7)
        try:
            found = Vault.read(bytes(spoilt)).open(GOOD, "office")
        except OfficeError:
            refused += 1
        else:
            opened += found == key
    assert refused + opened == len(text)
    assert refused > len(text) // 3
    assert opened > 0  # the recovery slot's bytes: the password's slot is whole


def test_control_without_authentication_a_changed_slot_gives_a_wrong_key(made):
    known, key, _ = made
    slot = dict(known.slots[0])
    nonce, whole = (base64.b64decode(slot[name]) for name in ("nonce", "wrapped"))
    derived = vault.derive(GOOD, base64.b64decode(slot["kdf"]["salt"]), CHEAP)
    plain = Cipher(algorithms.AES(derived), modes.CTR(nonce + b"\0\0\0\2")).decryptor()  # GCM without its tag
    spoilt = bytes([whole[0] ^ 1]) + whole[1:32]
    assert plain.update(spoilt) == bytes([key[0] ^ 1]) + key[1:]
    slot["wrapped"] = base64.b64encode(spoilt + whole[32:]).decode()
    assert vault.open_slot(known.id, slot, GOOD) is None


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"fmt": 2, "vault": "a", "slots": []}',
     b'{"fmt": 1, "vault": 5, "slots": []}',
     b'{"fmt": 1, "vault": "a", "slots": [5]}', b'{"fmt": 1, "vault": "a", "slots": [{"kind": "user"}]}'],
)  # fmt: skip
def test_a_key_file_that_is_none_is_refused_in_words(text):
    with pytest.raises(StoreTrouble) as told:
        Vault.read(text)
    assert "keys.json" in told.value.what


def test_the_vault_is_imported_without_the_database_libraries():
    code = "import sys, db.store.vault; print([m for m in ('sqlalchemy', 'sqlcipher3', 'alembic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOUSE, check=True)
    assert done.stdout.strip() == "[]"
