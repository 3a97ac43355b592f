"""What was typed and not saved (草稿), told in words: which record, in which ledger, when."""

from sqlalchemy import select

from db.books import BOOKS
from db.ledgers.matters import Matter
from db.ledgers.people import Person
from db.ledgers.teams import Team
from db.store.drafts import PART, Draft, book_of
from db.store.store import Store
from desktop.widgets.journal import BESIDES, WHERE

NAME = "name"


def words_of_draft(store: Store, draft: Draft) -> str:
    """Say whose draft it is, of which ledger, since when."""
    book = BOOKS.get(book_of(draft))
    beside = PART in draft.own
    name = "" if beside else str(draft.texts.get(NAME) or "")
    if not name:
        asked = (
            select(Person.name).where(Person.id == draft.person),
            select(Matter.subject).where(Matter.id == draft.row),
            select(Team.name).where(Team.id == draft.row),
        )
        with store.read() as reader:
            name = next((str(found) for found in map(reader.scalar, asked) if found), "")
    whose = f"“{name}”" if name else "一条记录" if beside and draft.row else "新记录" if book else "设置"
    place = " · ".join(part for part in (book.label if book else "", str(draft.texts.get(WHERE) or "")) if part)
    count = sum(not key.startswith(BESIDES) for key in draft.texts)
    return f"{draft.at.astimezone():%m-%d %H:%M} 填写的{whose}（{place}，{count} 处改动）没有保存，要恢复吗？"
