"""附件 of any record at the real window: of a person, of a member of a grid, of a sitting; nothing lies in the clear."""

from datetime import date
from types import SimpleNamespace

import pytest
from PIL import Image
from sqlalchemy import select

from db.ledgers.attachments import Attachment
from db.ledgers.people import Person, PersonStatus
from db.store.attached import content_of
from db.store.writer import Edit
from db.work.discussing import sitting_of
from desktop.bus import Place
from tests.case_desk import TUESDAY

pytestmark = pytest.mark.slow


@pytest.fixture
def photo(tmp_path):
    """A photo on the disk of the clerk."""
    Image.new("RGB", (40, 30), "red").save(tmp_path / "现场.jpg")
    return tmp_path / "现场.jpg"


def opened_on_files(desk, name):
    page = desk.window.built[name]
    page.listing.refresh()
    page.open_row(0)
    page.form.complete()
    page.form.tabs.setCurrentWidget(page.files.tab)
    return page


def test_a_photo_belongs_to_a_person_and_to_a_sitting_and_lies_encrypted(at_desk, photo):
    desk, cases = at_desk("matters")
    with desk.store.write("居民") as writer:
        elder = writer.add(Person, {"name": "王秀英", "birth_date": date(1941, 6, 15)})
        writer.place(elder, {"status": PersonStatus.LIVING_HERE}, date(2020, 1, 1), Edit.CHANGE)
        sitting = sitting_of(writer, TUESDAY, {"place": "小议事亭"})
    desk.window.go(Place("elders"))
    page = opened_on_files(desk, "elders")
    page.files.files.add([photo])
    assert page.files.files.heading.text() == "附件 1"
    page.files.files.view(SimpleNamespace(id=kept(desk)[0][2], media="jpg"))
    assert page.files.files.picture.pixmap().width() > 0, "looked at on the spot"
    desk.window.go(Place("matters"))
    cases.grouped.setChecked(True)
    cases.choose(None)
    cases.mark(cases.model.ids.index(sitting))
    cases.drops.take([photo])
    assert cases.sitting.files.heading.text() == "附件 1"
    assert {(ledger, record) for ledger, record, _ in kept(desk)} == {("people", elder), ("activities", sitting)}
    lying = [path.read_bytes() for path in (desk.store.folder / "attachments").glob("*/*")]
    assert len(lying) == 1, "the same photo is kept once"
    assert b"JFIF" not in lying[0]
    assert content_of(desk.store, kept(desk)[0][2]) == photo.read_bytes()
    page.add_new()
    assert (page.files.files.isEnabled(), page.files.files.record) == (False, None), "nothing goes to who was opened"
    page.form.tabs.setCurrentWidget(page.files.tab)
    page.files.files.add([photo])
    assert len(kept(desk)) == 2


def kept(desk):
    with desk.store.read() as reader:
        return reader.rows(select(Attachment.ledger, Attachment.record_id, Attachment.id).order_by(Attachment.id))
