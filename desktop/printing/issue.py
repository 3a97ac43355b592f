"""Issuing a form: gathered, pressed, written, and entered in the register of what left the office."""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from db.ledgers.documents import Document
from db.store.store import Store
from db.trouble import Refused, StoreTrouble
from desktop.printing.form import Form, Order, new_sheet_number
from desktop.printing.press import Printed, press


@dataclass(frozen=True)
class Issued:
    """What left the office: pages, rows, and the number it is registered under."""

    pages: int
    rows: int
    sheet_no: str


def preview(store: Store, form: Form, order: Order) -> Printed:
    """Press a form as it would be issued; nothing is registered. Refused if there is nobody to print."""
    viewer = store.viewer.unmasked(order.reason) if order.reason else store.viewer
    with store.read(viewer) as reader:
        today = reader.today
        whole = replace(
            order,
            today=order.today or today,
            data_day=order.data_day or today,
            sheet_no=order.sheet_no or new_sheet_number(),
            printed_by=order.printed_by or store.viewer.name,
        )
        facts = form.gather(reader, whole)
    made = press(form, form.lay(facts, whole), whole)
    if made.people == 0:
        raise Refused(f"“{form.label}”没有可打印的人，没有生成文件。", "请换一个网格、类别或范围。")
    return made


def issue(store: Store, form: Form, order: Order, path: Path) -> Issued:
    """Press a form into a file and register it; on refusal no file is left."""
    order = replace(order, sheet_no=order.sheet_no or new_sheet_number())
    made = preview(store, form, order)
    write_pdf(path, made.pdf)
    register(store, form, order, made)
    return Issued(made.pages, made.people, order.sheet_no)


def register(store: Store, form: Form, order: Order, made: Printed) -> None:
    """Enter a print in the register; whole numbers carry their reason."""
    now = store.clock.now()
    values = {
        "sheet_no": order.sheet_no,
        "form": form.name,
        "privacy": form.privacy.label,
        "title_text": form.label,
        "area_id": order.area,
        "data_day": order.data_day or store.clock.today(),
        "printed_at": now,
        "printed_by": store.viewer.name[:60] or "—",
        "reason": order.reason[:60] or None,
        "pages": made.pages,
        "rows": made.people,
        "sha256": sha256(made.pdf).hexdigest(),
    }
    with store.write(f"打印 {form.label} {made.people} 行", kind="note") as writer:
        writer.add(Document, values)


def write_pdf(path: Path, pdf: bytes) -> None:
    """Write a file beside and rename it; StoreTrouble if the disk does not take it."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise StoreTrouble(
            f"文件没有写成：{error.strerror or error}。", "请检查位置是否可写、磁盘是否已满。"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
