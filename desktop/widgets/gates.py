"""What is still wanted before the next stage: each with ✓ or ○; an open one leads to where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.theme import signs, sizes
from desktop.widgets.parts import bar, button, empty_layout, label


@dataclass(frozen=True)
class Wanted:
    """One condition: in words, whether it is met, where it is mended (empty: not here), whether it must be; a note."""

    words: str
    met: bool
    where: str = ""
    needed: bool = True
    note: str = ""


class Gates(QFrame):
    """The list of conditions. mend(where): the clerk goes to mend one."""

    mend = Signal(str)

    def __init__(self) -> None:
        """Begin without conditions."""
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)

    def tell(self, wanted: Sequence[Wanted]) -> None:
        """Show conditions; they are read, not ticked."""
        empty_layout(self.box)
        for one in wanted:
            mark = label("✓" if one.met else "○", "", "ok" if one.met else "warn" if one.needed else "")
            mark.setFixedWidth(signs(1))
            words = label(one.words, "" if one.needed and not one.met else "muted")
            words.setWordWrap(True)
            words.setAccessibleName(f"{'已具备' if one.met else '还缺' if one.needed else '可补'}：{one.words}")
            parts: list[QWidget | None] = [mark, words, *([label(one.note, "caption")] if one.note else [])]
            if one.where and not one.met:
                go = button("去补", partial(self.mend.emit, one.where), "link")
                go.setAccessibleName(f"去补 {one.words}")
                go.setProperty("low", True)
                parts.append(go)
            line = bar(*parts, margins=(0, 0, 0, 0), line=False)
            line.setMinimumHeight(sizes()["hItem"])  # with a button or without one
            self.box.addWidget(line)
