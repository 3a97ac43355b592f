"""Attachments: encrypted, named by content, photos and PDF only, copied by backups and found again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.ledgers.attachments import Attachment, AttachmentKind
from db.ledgers.people import Person
from db.ledgers.services import LogKind, ServiceLog
from db.store import attached, backup, purge
from db.store.attached import Wanted, attach, content_of, key_of, safe_name
from db.store.store import Store
from db.trouble import Refused, StoreTrouble

JPG, PNG, PDF = b"\xff\xd8\xff" + b"photo" * 999, b"\x89PNG\r\n\x1a\n" + b"p" * 99, b"%PDF-1.4 " + b"x" * 99


@pytest.fixture
def person(office):
    """A person to attach to."""
    with office.write("试") as writer:
        return writer.add(Person, {"name": "王秀英"})


def add(office, person, content=JPG, name="现场.JPG"):
    return attach(office, Wanted(Person, person, name, content, AttachmentKind.PHOTO))


def files(folder):
    return sorted(path for path in (folder / attached.FOLDER).rglob("*") if path.is_file())


def test_a_file_comes_back_as_it_was_and_lies_encrypted_once(office, person):
    ids = [add(office, person), add(office, person, name="同一张.jpeg"), add(office, person, PDF, "扫描.pdf")]
    assert [content_of(office, one) for one in ids] == [JPG, JPG, PDF]
    kept = files(office.folder)
    assert len(kept) == 2
    assert not any(b"photo" in path.read_bytes() or b"%PDF" in path.read_bytes() for path in kept)
    with office.read() as reader:
        rows = reader.rows(select(Attachment.name, Attachment.media, Attachment.size).order_by(Attachment.id))
    assert rows[0] == ("现场.jpg", "jpg", len(JPG))
    assert key_of(office.key) != office.key


@pytest.mark.parametrize("content", [b"MZ\x90program", b"<html>", b"", b"PK\x03\x04"])
def test_what_is_no_photo_and_no_pdf_is_refused_whatever_its_name(office, person, content):
    with pytest.raises(Refused, match="照片"):
        add(office, person, content, "照片.jpg")
    assert not (office.folder / attached.FOLDER).exists()


def test_a_file_that_is_too_large_is_refused(office, person, monkeypatch):
    monkeypatch.setattr(attached, "LARGEST", 100)
    with pytest.raises(Refused, match="超过"):
        add(office, person)


@pytest.mark.parametrize("harm", ["change", "swap", "remove", "empty"])
def test_a_changed_swapped_or_missing_file_is_never_shown(office, person, harm):
    one, two = add(office, person), add(office, person, PNG, "二.png")
    with office.read() as reader:
        names = dict(reader.rows(select(Attachment.id, Attachment.hash)))
    path, other = (attached.place(office.folder, names[each]) for each in (one, two))
    if harm == "remove":
        path.unlink()
    else:
        kept = bytearray(path.read_bytes())
        kept[-1] ^= 1
        path.write_bytes({"change": bytes(kept), "swap": other.read_bytes(), "empty": b""}[harm])
    with pytest.raises(StoreTrouble):
        content_of(office, one)
    assert content_of(office, two) == PNG
    if harm == "remove":
        assert any("附件" in finding.what for finding in office.check().findings)


@given(st.text(max_size=200), st.sampled_from(["jpg", "png", "pdf"]))
def test_every_name_becomes_a_safe_one(name, media):
    safe = safe_name(name, media)
    assert safe.endswith(f".{media}")
    assert Path(safe).name == safe
    assert not set(safe) & set('<>:"/\\|?*\n\r\t\0\u202e')
    assert len(safe) <= 90
    assert safe.split(".")[0].upper() not in ("CON", "NUL", "")


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\用户\\现场照片.JPG", "现场照片.jpg"),
        ("con.png", "附件con.jpg"),
        ("照\u202egpj.exe", "照gpj.exe.jpg"),
        ("", "附件.jpg"),
    ],
)
def test_names_that_would_lead_elsewhere(given_name, safe):
    assert safe_name(given_name, "pdf" if safe.endswith("pdf") else "jpg") == safe


@pytest.mark.slow
def test_a_backup_takes_new_files_only_and_a_restored_office_has_them(office, person, tmp_path, password):
    one = add(office, person)
    outside = tmp_path / "U盘"
    outside.mkdir()
    office.backup_to(outside / "一.glbackup")
    first = files(outside)
    stamp = first[0].stat().st_mtime_ns
    two = add(office, person, PDF, "二.pdf")
    office.backup_to(outside / "二.glbackup")
    assert len(files(outside)) == 2
    assert first[0].stat().st_mtime_ns == stamp
    backup.restore(outside / "二.glbackup", tmp_path / "恢复", password)
    again = Store.open(tmp_path / "恢复", password, office.clock)
    assert (content_of(again, one), content_of(again, two)) == (JPG, PDF)
    again.engine.dispose()


def test_a_purged_person_takes_the_files_along_but_not_those_that_others_have(office, person):
    with office.write("另一人") as writer:
        other = writer.add(Person, {"name": "李四"})
        visit = writer.add(ServiceLog, {"person_id": person, "kind": LogKind.VISIT, "at": office.clock.now()})
    only, shared, theirs = (
        add(office, person),
        add(office, person, PNG, "合影.png"),
        add(office, other, PNG, "合影.png"),
    )
    of_visit = attach(office, Wanted(ServiceLog, visit, "走访.pdf", PDF, AttachmentKind.PHOTO))
    assert len(files(office.folder)) == 3
    office.purge(person, "本人要求")
    assert len(files(office.folder)) == 1
    for gone in (only, shared, of_visit):
        with pytest.raises(Refused):
            content_of(office, gone)
    assert content_of(office, theirs) == PNG
    with office.read() as reader:
        kept = reader.rows(select(Attachment.name, Attachment.hash).where(Attachment.id.in_([only, shared, of_visit])))
    assert set(kept) == {("已清除", "已清除")}
    assert not any("不见" in finding.what or finding.bad for finding in office.check().findings)
    with office.write("之后") as writer:
        writer.add(Person, {"name": "王五"})
    office.back_up("以后")


def purged_with_a_photo(office, person, second):
    """Purge a person with a photo of their own and one that another has; return the folders of backups."""
    with office.write("另一人") as writer:
        other = writer.add(Person, {"name": "李四"})
    add(office, person)
    add(office, other, PNG, "他人.png")
    office.back_up("平日")
    office.copy_out(second)
    office.purge(person, "本人要求")
    return office.folder / backup.FOLDER, second


def after_all_earlier_backups_went(office, *folders):
    for folder in folders:
        for old in folder.glob(f"*{backup.SUFFIX}"):
            old.unlink()
    with office.write("之后") as writer:
        writer.add(Person, {"name": "王五"})
    office.back_up("以后")
    office.copy_out(folders[1])


@pytest.mark.slow
def test_the_files_of_a_purged_person_leave_both_places_with_the_last_backup_that_has_them(
    office, person, tmp_path, password
):
    folders = purged_with_a_photo(office, person, tmp_path / "移动硬盘")
    with office.write("之后") as writer:
        writer.add(Person, {"name": "赵六"})
    office.back_up("次日")
    assert len(files(folders[0])) == 2, "an earlier backup still restores whole"
    earlier = min(folders[0].glob(f"*{backup.SUFFIX}"))
    backup.restore(earlier, tmp_path / "恢复", password)
    assert len(files(tmp_path / "恢复")) == 2
    after_all_earlier_backups_went(office, *folders)
    assert [len(files(folder)) for folder in folders] == [1, 1]
    last = next(folders[1].glob(f"*{backup.SUFFIX}"))
    backup.restore(last, tmp_path / "再恢复", password)
    assert len(files(tmp_path / "再恢复")) == 1, "what others have is kept and restores"


@pytest.mark.slow
def test_while_a_backup_can_not_be_read_no_file_beside_it_goes(office, person, tmp_path):
    folders = purged_with_a_photo(office, person, tmp_path / "移动硬盘")
    after_all_earlier_backups_went(office, *folders)
    (folders[0] / f"20200101-000000-旧{backup.SUFFIX}").write_bytes(b"spoilt")
    (folders[0] / attached.FOLDER / "ab").mkdir(exist_ok=True)
    stray = folders[0] / attached.FOLDER / "ab" / ("ab" + "0" * 62)
    stray.write_bytes(b"of a backup that can not be read")
    with office.write("之后") as writer:
        writer.add(Person, {"name": "钱七"})
    office.back_up("再后")
    assert stray.is_file()


@pytest.mark.slow
def test_control_without_letting_go_the_files_of_a_purged_person_stay_for_ever(office, person, tmp_path, monkeypatch):
    folders = purged_with_a_photo(office, person, tmp_path / "移动硬盘")
    monkeypatch.setattr(backup, "_let_go", lambda *_: None)
    after_all_earlier_backups_went(office, *folders)
    assert [len(files(folder)) for folder in folders] == [2, 2]


def test_control_without_its_attachments_a_purge_leaves_the_files(office, person, monkeypatch):
    add(office, person)
    plain = purge.rows_of
    monkeypatch.setattr(
        purge, "rows_of", lambda *told: {one: ids for one, ids in plain(*told).items() if one is not Attachment}
    )
    office.purge(person, "本人要求")
    assert len(files(office.folder)) == 1


def test_control_a_key_without_its_purpose_would_open_nothing(office, person):
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    add(office, person)
    kept = files(office.folder)[0].read_bytes()
    with pytest.raises(InvalidTag):
        AESGCM(office.key).decrypt(kept[4:16], kept[16:], files(office.folder)[0].name.encode())
