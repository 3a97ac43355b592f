"""What was typed and not saved (草稿), told in words: which record, in which ledger, when."""

from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.people import Person
from db.store.drafts import Draft, book_of
from db.store.store import Store

NAME = "name"


def words_of_draft(store: Store, draft: Draft) -> str:
    """Say whose draft it is, of which ledger, since when."""
    book = BOOKS.get(book_of(draft))
    name = str(draft.texts.get(NAME) or "")
    if draft.person is not None and not name:
        with store.read() as reader:
            name = str(reader.scalar(select(Person.name).where(Person.id == draft.person)) or "")
    whose = f"“{name}”" if name else "新记录"
    ledger = book.label if book is not None else ""
    count = len(draft.texts)
    return f"{draft.at.astimezone():%m-%d %H:%M} 填写的{whose}（{ledger}，{count} 处改动）没有保存，要恢复吗？"
