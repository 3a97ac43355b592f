"""How many pages the attached PDF files of a matter have, counted when a paper tells of them.

Earlier versions kept every PDF as one page: what stands as one page is opened and counted again. Nothing is written, a
preview changes no record.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from db.ledgers.attachments import Attachment
from db.ledgers.matters import Matter
from db.store.attached import opened
from db.store.store import Store
from db.trouble import OfficeError

Counts = tuple[tuple[UUID, int], ...]


def counted_anew(store: Store, matters: Sequence[UUID]) -> Counts:
    """Return (attachment, pages) of the PDF files that stand as one page; one that can't be read stays as it is."""
    wanted = (
        Attachment.ledger == Matter.__tablename__, Attachment.record_id.in_(matters), Attachment.media == "pdf",
        Attachment.pages == 1, Attachment.removed_at.is_(None),
    )  # fmt: skip
    with store.read() as reader:
        rows = reader.rows(select(Attachment.id, Attachment.name, Attachment.hash).where(*wanted))
    found = ((one, _pages(store, name, file)) for one, name, file in rows)
    return tuple((one, pages) for one, pages in found if pages > 1)


def _pages(store: Store, name: str, file: str) -> int:
    from desktop.printing.scans import leaves_of

    try:
        return len(leaves_of(name, "pdf", opened(store.folder, store.key, file)))
    except OfficeError:
        return 1
