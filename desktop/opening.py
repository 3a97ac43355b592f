"""Before an office is open: the password, or the first ten minutes; and the practice office, which never mixes.

The practice office lies in a folder of its own beside the user's data, with invented people and a password everybody
may know. Nothing leads from it into a real office: a backup of one is refused by the other.
"""

from functools import partial
from itertools import chain, count
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from db.places import data_folder
from db.trouble import OfficeError
from desktop.bus import Place
from desktop.prefs import Prefs, remember
from desktop.views.unlock_page import UnlockPage, Wish

if TYPE_CHECKING:
    from db.store.store import Store
    from desktop.app import Desk
    from desktop.views.start_page import StartPage

DATABASE = "office.db"
PRACTICE = "practice"
PEOPLE, SEED = 600, 1
LOST = "找不到“{}”里的数据，没有新建。请看磁盘是否接好，或点“打开别处的数据…”，选数据现在的文件夹，或从备份恢复。"
NEXT = "办公室建好了。请把原来的老年人台账拖进来，或点“选择文件…”。有网格员花名册的，先导入它，老人的责任人就能认出来。"


def practice_folder() -> Path:
    """Return where the practice office lies."""
    return data_folder() / PRACTICE


def free_beside(folder: Path) -> Path:
    """Return where another office may come: the folder itself, or beside it where an office is in it already."""
    names = chain((folder.name,), (f"{folder.name}-{number}" for number in count(2)))
    return next(path for name in names if not (path := folder.with_name(name)).is_dir() or not any(path.iterdir()))


class Opening:
    """Shows the page before the office, and opens, founds, restores or practises."""

    def __init__(self, desk: "Desk") -> None:
        """Begin for the desk's own folder, to which practice comes back."""
        self.desk, self.home = desk, desk.folder
        self.lent, self.opened = False, ""
        """Whether the folder was named for this start only; which office was open in it last."""
        self.page: UnlockPage | StartPage  # what founds an office is loaded only where there is none

    @property
    def practising(self) -> bool:
        """Whether the practice office is the one at hand."""
        return self.desk.folder == practice_folder()

    def begin(self) -> "UnlockPage | StartPage":
        """Show the unlock page, or the three choices where there is no office yet."""
        if self.practising:
            self.desk.folder = self.home
        self.desk.window.mark_practice(())
        there, known = (self.desk.folder / DATABASE).exists(), (self.opened, Prefs.load(data_folder()).office)
        if there or str(self.desk.folder) in known:
            self.page = UnlockPage(self.desk.folder, self.open, self.practise, self.look_elsewhere)
        else:
            self.page = self._starting()
        self.desk.window.show_alone(self.page)
        self.page.begin()
        if not there and isinstance(self.page, UnlockPage):
            self.page.say(LOST.format(self.desk.folder))
        return self.page

    def remember(self) -> None:
        """Keep which office was opened, for the next start, unless it was named on the command line."""
        self.opened = folder = str(self.desk.folder)
        if not self.lent and Prefs.load(data_folder()).office != folder:
            remember(data_folder(), lambda prefs: setattr(prefs, "office", folder))

    def _starting(self) -> "StartPage":
        from desktop.views.start_page import StartPage

        self.desk.window.watch_composing()
        made = StartPage(free_beside(self.desk.folder))
        made.practise.connect(self.practise)
        made.found.connect(self.found)
        made.receive.connect(self.open)
        made.elsewhere.connect(self.elsewhere)
        return made

    def look_elsewhere(self) -> None:
        """Ask for other data than those of the folder at hand: a folder, or a backup to be restored."""
        self.page = page = self._starting()
        self.desk.window.show_alone(page)
        page.choices[-1].click()
        if (self.desk.folder / DATABASE).exists():  # the way back leads to it; only where it is lost to a new one
            page.stack.currentChanged.connect(lambda _: QTimer.singleShot(0, self.begin))

    def tell(self, words: str) -> None:
        """Say how the office that was locked is kept, where the password is asked for."""
        if isinstance(self.page, UnlockPage) and isValid(self.page):
            self.page.place.setText(words)

    def open(self, wish: Wish) -> None:
        """Open the office that is wished for, out of a backup if one is named; refusals stay on the page."""
        try:
            store = self.desk.finish(lambda: self._open(wish))
            self.desk.folder = self.home = wish.folder
            self.desk.show(store)
        except OfficeError as trouble:
            self.page.say(f"{trouble.what}{trouble.remedy}")

    def _open(self, wish: Wish) -> "Store":
        from db.store.backup import restore
        from db.store.store import Store

        if wish.backup is not None:
            restore(wish.backup, wish.folder, wish.password)
        return Store.open(wish.folder, wish.password, self.desk.clock)

    def elsewhere(self, folder: Path) -> None:
        """Go on with an office in another folder."""
        self.desk.folder = self.home = folder
        self.begin()

    # -- founding -------------------------------------------------------------------------------------------------

    def found(self, wish: Wish) -> None:
        """Found an office in a job; then its recovery code is shown, once."""

        def work(_: object) -> Any:
            from db.store.store import Founding, Store
            from db.work.areas import add_grids

            founding = Founding(wish.name, wish.area_code, wish.clerk)
            store, code = Store.create(wish.folder, wish.password, founding, self.desk.clock)
            if wish.grids:
                with store.write("新建网格") as writer:
                    add_grids(writer, wish.grids)
            return store, code

        self.desk.jobs.run("正在新建办公室…", work, lambda made: self._founded(made[0], made[1], wish))

    def _founded(self, store: "Store", code: str, wish: Wish) -> None:
        from desktop.views.start_page import StartPage

        if isinstance(self.page, StartPage):
            day = f"{self.desk.clock.today():%Y-%m-%d}"
            self.page.show_recovery(code, wish.name, day, lambda: self._checked(store))

    def _checked(self, store: "Store") -> None:
        store.tell_recovery(checked=True)
        self.desk.folder = self.home = store.folder
        self.desk.show(store)
        self.desk.bus.go.emit(Place("elders", form="import"))
        members = partial(self.desk.bus.go.emit, Place("grid_members", form="import"))
        self.desk.window.notices.tell(NEXT, (("先导入网格队伍", members), ("知道了", lambda: None)), banner="info")

    # -- practice -------------------------------------------------------------------------------------------------

    def practise(self) -> None:
        """Open the practice office; it is made first if there is none."""
        self.page.say("正在准备示例社区，约需几秒…")
        self.desk.jobs.run("正在准备示例社区…", lambda _: self._practice_store(), self._practised)

    def _practice_store(self) -> "Store":
        from db.store.store import Founding, Store
        from db.work.sampling import PRACTICE_CODE, PRACTICE_NAME, PRACTICE_PASSWORD, found_people
        from db.work.sampling_cases import found_cases
        from db.work.sampling_door import found_door

        folder = practice_folder()
        if (folder / DATABASE).exists():
            return Store.open(folder, PRACTICE_PASSWORD, self.desk.clock)
        store, _ = Store.create(folder, PRACTICE_PASSWORD, Founding(PRACTICE_NAME, PRACTICE_CODE), self.desk.clock)
        found_people(store, PEOPLE, SEED)
        found_cases(store)
        found_door(store, SEED)
        return store

    def _practised(self, store: "Store") -> None:
        self.desk.folder = practice_folder()
        self.desk.show(store)
        self.desk.window.mark_practice((("重新开始", self.reset), ("离开练习", self.desk.lock)))

    def reset(self) -> None:
        """Throw the practice office away and make it anew."""
        self.desk.lock()
        self.desk.finish(lambda: self.desk.leaving.close(None))
        rmtree(practice_folder(), ignore_errors=True)
        self.practise()
