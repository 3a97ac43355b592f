"""Keys of the print centre: before the sheet, and in the register of what was printed."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from desktop.views.print_page import PrintPage


class PrintKeys:
    """What the keys do where the page stands."""

    def __init__(self, page: "PrintPage") -> None:
        """Serve a page."""
        self.page = page
        usual = QKeySequence.StandardKey
        for keys, do in (
            (QKeySequence(usual.Print), self.print),
            (QKeySequence(usual.Find), self.find),
            (QKeySequence(usual.Undo), page.undo),
            (QKeySequence("Escape"), self.back),
        ):
            QShortcut(keys, page, do)

    def _registered(self) -> bool:
        """Say whether the register is in sight."""
        return self.page.register.isVisible()

    def print(self) -> None:
        """Print what is in sight: the preview, or once more the sheet chosen in the register."""
        (self.page.register.reprint.click if self._registered() else self.page.print)()

    def find(self) -> None:
        """Search the forms, or the register."""
        (self.page.register.search if self._registered() else self.page.list.search).setFocus()

    def back(self) -> None:
        """Leave a search, then the register for the sheet that was chosen before."""
        search = self.page.register.search if self._registered() else self.page.list.search
        if search.text():
            search.clear()
        elif self._registered():
            self.page.list.choose(self.page.form.name)
        self.page.list.list.setFocus()
