"""常用语: an office's own sentences in a long text, put in by Alt and a digit; kept in the encrypted file."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit
from sqlalchemy import select

from db.ledgers.codes import CodeItem
from db.store.store import Store

SET = "phrase"
LAST = 9


class Phrases(QObject):
    """Serves long texts: Alt+1…9 puts a sentence in; the menu of the text keeps what is marked as a new one."""

    def __init__(self, store: Store) -> None:
        """Serve the texts of an office."""
        super().__init__()
        self.store = store

    def serve(self, text: QPlainTextEdit) -> None:
        """Watch one text."""
        text.installEventFilter(self)
        text.setPlaceholderText("Alt+1…9 填入常用语，右键可添加")

    def all(self) -> list[str]:
        """Return the sentences in order."""
        with self.store.read() as reader:
            rows = reader.rows(
                select(CodeItem.name)
                .where(CodeItem.set == SET, CodeItem.active, CodeItem.removed_at.is_(None))
                .order_by(CodeItem.sort, CodeItem.code)
            )
        return [name for (name,) in rows]

    def add(self, sentence: str) -> None:
        """Keep a sentence behind the others."""
        with self.store.write("添加常用语") as writer:
            number = len(writer.reader.rows(select(CodeItem.id).where(CodeItem.set == SET))) + 1
            writer.add(CodeItem, {"set": SET, "code": str(number), "name": sentence[:60], "sort": number})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put a sentence in, or offer the menu."""
        if not isinstance(watched, QPlainTextEdit):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self._menu(watched, event)
            return True
        return False

    def _key(self, text: QPlainTextEdit, event: QKeyEvent) -> bool:
        number = event.key() - Qt.Key.Key_0.value
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier or not 1 <= number <= LAST:
            return False
        known = self.all()
        if number <= len(known):
            text.insertPlainText(known[number - 1])
        return True

    def _menu(self, text: QPlainTextEdit, event: QContextMenuEvent) -> None:
        menu = text.createStandardContextMenu()
        menu.addSeparator()
        for number, sentence in enumerate(self.all()[:LAST], 1):
            menu.addAction(f"{number}　{sentence}", lambda words=sentence: text.insertPlainText(words))
        marked = text.textCursor().selectedText().strip() or text.toPlainText().strip()
        keep = menu.addAction("把这段文字存为常用语", lambda: self.add(marked))
        keep.setEnabled(bool(marked))
        menu.popup(event.globalPos())
