"""The attachments of one record: taken in by button or drag, looked at on the spot, never written in the clear."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QVBoxLayout, QWidget

from db.ledgers.attachments import Attachment, AttachmentKind
from db.ledgers.record import Record
from db.store.attached import Wanted, attach, content_of
from db.store.store import Store
from db.trouble import OfficeError
from desktop.theme import sizes
from desktop.widgets.editors import PickList
from desktop.widgets.parts import bar, button, empty_layout, index_of, label

FILES = "照片和文件 (*.jpg *.jpeg *.png *.pdf)"
KILO = 1024


def pages_in(content: bytes) -> int:
    """Return how many pages a file has: a PDF's own, 1 for a picture and for what cannot be read."""
    held, document = QBuffer(), QPdfDocument()
    held.setData(QByteArray(content))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(held)
    count = document.pageCount()
    document.close()
    return max(count, 1)


class Attachments(QFrame):
    """Files of one record. kept(words): one was added or removed."""

    kept = Signal(str)

    def __init__(self, store: Store, ledger: type[Record], usual: AttachmentKind = AttachmentKind.SCAN) -> None:
        """Show the files of records of a ledger; usual: what a file mostly is there."""
        super().__init__()
        self.setProperty("card", True)
        self.setAcceptDrops(True)
        self.store, self.ledger = store, ledger
        self.record: UUID | None = None
        self.kind = PickList([(one.value, one.label) for one in AttachmentKind])
        self.kind.setAccessibleName("附件类型")
        self.kind.setCurrentIndex(index_of(self.kind, usual.value))
        self.heading = label("附件", "section")
        self.rows = QVBoxLayout()
        self.wrong = label("", "error")
        self.wrong.setWordWrap(True)
        self.picture = QLabel()
        self.picture.setAccessibleName("附件预览")
        self.document, self.buffer = QPdfDocument(self), QBuffer(self)
        self.pages = QPdfView(self)
        self.pages.setProperty("reads", True)
        self.pages.setDocument(self.document)
        self.pages.setPageMode(QPdfView.PageMode.MultiPage)
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.pages.setAccessibleName("附件预览")
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 8, 14, 10)
        add = button("添加…", self._choose, "link", "plus")
        add.setAccessibleName("添加附件")
        box.addWidget(bar(self.heading, None, self.kind, add, margins=(0, 0, 0, 0), line=False))
        box.addLayout(self.rows)
        for widget in (self.wrong, self.picture, self.pages):
            box.addWidget(widget)
            widget.hide()
        self.pages.setMinimumHeight(sizes()["row"] * 14)

    def show_of(self, record: UUID, files: Sequence[Attachment]) -> None:
        """Show the files of a record."""
        self.record = record
        self.close_view()
        empty_layout(self.rows)
        self.heading.setText(f"附件 {len(files) or ''}".strip())
        for one in files:
            self.rows.addWidget(self._row(one))
        if not files:
            hint = label("可把照片、扫描件（JPG、PNG、PDF）拖到这里；加密保存，随备份走。", "hint")
            hint.setWordWrap(True)
            self.rows.addWidget(hint)

    def _row(self, one: Attachment) -> QWidget:
        size = f"{max(one.size // KILO, 1)} KB"
        words = label(f"{one.kind.label}　{one.name}　{size}")
        words.setWordWrap(True)
        see, away = (
            button("查看", partial(self.view, one), "link"),
            button("移除", partial(self._remove, one.id), "link"),
        )
        for made, what in ((see, "查看"), (away, "移除")):
            made.setAccessibleName(f"{what} {one.name}")
        return bar(words, see, away, margins=(0, 0, 0, 0), line=False)

    # -- looking --------------------------------------------------------------------------------------------------

    def view(self, one: Attachment) -> None:
        """Show a file below the list; nothing of it is written to the disk in the clear."""
        self.close_view()
        try:
            content = content_of(self.store, one.id)
        except OfficeError as trouble:
            self._say(f"{trouble.what}{trouble.remedy}")
            return
        if one.media == "pdf":
            self.buffer.close()
            self.buffer.setData(QByteArray(content))
            self.buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self.document.load(self.buffer)
            self.pages.show()
            return
        picture = QPixmap()
        picture.loadFromData(content)
        width = max(self.width() - 2 * sizes()["row"], sizes()["side"])
        self.picture.setPixmap(picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation))
        self.picture.show()

    def close_view(self) -> None:
        """Take away what is looked at."""
        self.document.close()
        self.picture.clear()
        for widget in (self.wrong, self.picture, self.pages):
            widget.hide()

    def _say(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.show()

    # -- keeping --------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "添加附件", "", FILES)
        self.add([Path(name) for name in names])

    def add(self, paths: Sequence[Path]) -> None:
        """Keep files; the first that is refused is told, those before it are kept."""
        if self.record is None or not paths:
            return
        kind = AttachmentKind.of(self.kind.currentData() or AttachmentKind.OTHER.value)
        told = ""
        for path in paths:
            try:
                content = path.read_bytes()
                pages = pages_in(content)
                attach(self.store, Wanted(self.ledger, self.record, path.name, content, kind, pages=pages))
            except OfficeError as trouble:
                told = f"{path.name}：{trouble.what}{trouble.remedy}"
                break
            except OSError:
                told = f"{path.name}：读不到这个文件，没有添加。请确认它是照片或 PDF，且还在原处。"
                break
        self.kept.emit("已添加附件" if not told else "附件没有全部添加")
        if told:
            self._say(told)

    def _remove(self, one: UUID) -> None:
        with self.store.write("移除附件") as writer:
            writer.remove(Attachment, one)
        self.kept.emit("已移除附件")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged in."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep files that were dropped."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
