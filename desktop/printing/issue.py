"""Issuing a form: gathered, pressed, written, and entered in the register of what left the office."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.ledgers.documents import Document, DocumentPerson, SheetState
from db.store.files import beside
from db.store.store import Store
from db.store.writer import Writer
from db.trouble import Refused
from desktop.printing.form import Form, Order, PaperClass, new_sheet_number
from desktop.printing.leaf_counts import counted_anew
from desktop.printing.press import Printed, press

CHUNK = 400
NOUNS = {"people": "人", "matters": "事项"}


ON_DUTY = "岗位公开信息"
"""The reason for which a form of workers reads their numbers whole; it reads nobody else's."""


@dataclass(frozen=True)
class Issued:
    """What left the office: pages, rows, and the number it is registered under."""

    pages: int
    rows: int
    sheet_no: str


def preview(store: Store, form: Form, order: Order, check: Callable[[], None] = lambda: None) -> Printed:
    """Press a form as it would be issued; nothing is registered. Refused if there is nobody to print.

    check: called between the steps; what it raises ends the work.
    """
    if order.blank and not form.blank:
        raise Refused(f"“{form.label}”没有空白表。", "请直接打印，或换一张表样。")
    order = with_reason(form, order)
    reason = order.reason or (ON_DUTY if form.workers else "")
    lost = form.privacy is PaperClass.CARRIED  # assumed lost: whatever the reason, its numbers stay masked
    viewer = store.viewer.unmasked(reason) if reason and not lost else store.viewer
    with store.read(viewer) as reader:
        today = reader.today
        whole = replace(
            order,
            today=order.today or today,
            data_day=order.data_day or today,
            sheet_no=numbered(order),
            printed_by=order.printed_by or store.viewer.name,
            leaves=counted_anew(store, order.ids) if form.one and form.of == "matters" else (),
        )
        check()
        facts = form.gather(reader, whole)
    check()
    made = press(form, form.lay(facts, whole), whole, check)
    if made.people == 0:
        raise Refused(f"“{form.label}”没有可打印的{NOUNS[form.of]}，没有生成文件。", "请换一个范围。")
    return made


def with_reason(form: Form, order: Order) -> Order:
    """Return the order with the standing reason of the form, unless a masked copy is wanted."""
    return order if order.reason or order.masked or order.blank else replace(order, reason=form.reason)


def numbered(order: Order) -> str:
    """Return the number under which a print is registered, a new one where it has none; blank forms bear none."""
    return "" if order.blank else order.sheet_no or new_sheet_number()


def issue(store: Store, form: Form, order: Order, path: Path) -> Issued:
    """Press a form into a file and register it; on refusal no file is left."""
    order = with_reason(form, replace(order, sheet_no=numbered(order)))
    made = preview(store, form, order)
    write_file(path, made.pdf)
    try:
        register(store, form, order, made)
    except BaseException:
        path.unlink(missing_ok=True)  # what is not registered has not left the office
        raise
    return Issued(made.pages, made.people, order.sheet_no)


def register(store: Store, form: Form, order: Order, made: Printed) -> None:
    """Enter every sheet of a print in the register, with who stands on it; whole numbers carry their reason.

    Of blank forms, which tell of nobody, the audit alone takes note.
    """
    if order.blank:
        store.note(f"打印空白表 {form.label} {order.copies} 份")
        return
    matter = order.ids[0] if form.of == "matters" and len(order.ids) == 1 else None
    with store.write(f"打印 {form.label} {made.people} 行", kind="note") as writer:
        about = {
            "form": form.name,
            "privacy": form.privacy.label,
            "title_text": titled(form, order),
            "data_day": order.data_day or store.clock.today(),
            "printed_at": store.clock.now(),
            "printed_by": store.viewer.name[:60] or "—",
            "reason": order.reason[:60] or None,
            "sha256": sha256(made.pdf).hexdigest(),
            "matter_id": matter,
            "campaign": order.way.campaign,
        }
        sheets = {
            sheet.sheet_no: {
                **about,
                "sheet_no": sheet.sheet_no,
                "area_id": sheet.area or order.area,
                "person_id": sheet.whom,
                "pages": sheet.pages,
                "rows": sheet.people,
                "holder": sheet.holder[:60] or None,
            }
            for sheet in made.sheets
        }
        again = _printed_before(writer, sheets)
        ids = writer.add_many(Document, [values for number, values in sheets.items() if number not in again])
        known = again | dict(zip((number for number in sheets if number not in again), ids, strict=True))
        writer.add_many(
            DocumentPerson,
            [
                {"document_id": known[sheet.sheet_no], "person_id": whom, "page": page, "row": row}
                for sheet in made.sheets
                for page, row, whom in sheet.stands
            ],
        )


def titled(form: Form, order: Order) -> str:
    """Return what a print is called in the register: a route of a calling round by its campaign."""
    return f"{order.way.campaign.label}走访路线单" if order.way.campaign else form.label


def _printed_before(writer: Writer, sheets: Mapping[str, Mapping[str, Any]]) -> dict[str, UUID]:
    """Bring sheets that were printed before up to date, out again under their old numbers; return their ids."""
    known: dict[str, UUID] = {}
    numbers = list(sheets)
    for start in range(0, len(numbers), CHUNK):
        part = Document.sheet_no.in_(numbers[start : start + CHUNK])
        known |= dict(writer.reader.rows(select(Document.sheet_no, Document.id).where(part)))
    for number, one in known.items():
        told = {key: value for key, value in sheets[number].items() if key not in ("holder", "campaign") or value}
        writer.change(Document, one, {**told, "state": SheetState.OUT})
        stood = select(DocumentPerson.id).where(DocumentPerson.document_id == one, DocumentPerson.removed_at.is_(None))
        writer.remove_many(DocumentPerson, [row[0] for row in writer.reader.rows(stood)])
    return known


def write_file(path: Path, content: bytes) -> None:
    """Write a file for the clerk, whole or not at all; StoreTrouble if the disk does not take it."""
    with beside(path) as part:
        part.write_bytes(content)
