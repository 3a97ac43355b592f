"""Which tabs an office has, and what its status bar says. PAGES: special page by book, default LedgerPage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from db.books import BOOKS, TABS
from db.ledgers.office import Office
from db.store import query
from db.store.backup import listed
from db.store.query import Query
from db.store.store import Store
from desktop.bus import Bus
from desktop.jobs import Jobs
from desktop.views.case_parts import CASE_BOOKS, CaseBook
from desktop.views.elders_page import ElderPage
from desktop.views.grid_page import GridPage
from desktop.views.ledger_page import LedgerPage
from desktop.views.visits_page import VisitPage

Maker = Callable[[], QWidget]
PAGES: Mapping[str, type[LedgerPage]] = {"elders": ElderPage, "grid_members": GridPage, "visits": VisitPage}


SEQUENCE = (
    "dashboard", "grid_members", "elders", "visits", "matters", "disputes", "points", "print_centre", "settings",
)  # fmt: skip
"""The order of the pages in the strip; what is not named stands before the print centre."""


@dataclass(frozen=True)
class Tab:
    """One page: its English name, its heading and what makes it. A page has `arrive(place)`.

    has_tab: False for a page that is reached in another way (`settings` by the gear).
    """

    name: str
    heading: str
    make: Maker
    has_tab: bool = True


def in_sequence(tabs: list[Tab]) -> list[Tab]:
    """Return pages in the order of the strip."""
    places = {name: at for at, name in enumerate(SEQUENCE)}
    return sorted(tabs, key=lambda tab: places.get(tab.name, places["print_centre"] - 0.5))


def tabs_of(store: Store, bus: Bus, jobs: Jobs) -> list[Tab]:
    """Return the tabs of an office, in order."""

    def ledger(name: str) -> Maker:
        book = BOOKS[name]
        return lambda: PAGES.get(name, LedgerPage)(store, book, bus, jobs)

    def print_centre() -> QWidget:
        from desktop.views.print_page import PrintPage

        return PrintPage(store, bus, jobs)

    def dashboard() -> QWidget:
        from desktop.views.dashboard_page import DashboardPage

        return DashboardPage(store, bus, jobs)

    def settings() -> QWidget:
        from desktop.views.settings_page import SettingsPage

        return SettingsPage(store, bus, jobs)

    def cases(book: CaseBook) -> Maker:
        def make() -> QWidget:
            from desktop.views.case_page import CasePage

            return CasePage(store, book, bus, jobs)

        return make

    books = [Tab(book.name, book.label, ledger(book.name)) for book in TABS]
    books += [Tab(book.name, book.heading, cases(book)) for book in CASE_BOOKS]
    pages = [Tab("dashboard", "工作台", dashboard), *books, Tab("print_centre", "打印中心", print_centre)]
    pages.append(Tab("settings", "设置", settings, has_tab=False))
    return in_sequence(pages)


def office_name(store: Store) -> str:
    """Return what the office is called."""
    with store.read() as reader:
        return str(reader.scalar(select(Office.name)))


def counts_of(store: Store) -> str:
    """Return how many elders and members the office has."""
    with store.read() as reader:
        told = [(BOOKS[name], noun) for name, noun in (("elders", "老年人"), ("grid_members", "网格队伍"))]
        return " · ".join(f"{noun} {query.count(reader, Query(book))} 人" for book, noun in told)


def last_backup(store: Store) -> str:
    """Return when the last backup among the office's own was made, and where: another place is not asked each time."""
    files = listed(store.folder)
    if not files:
        return "还没有备份，关闭时自动备份"
    made = datetime.fromtimestamp(files[0].stat().st_mtime).astimezone()
    day = "今天" if made.date() == store.clock.today() else f"{made:%m-%d}"
    return f"上次备份 {day} {made:%H:%M} · 本机"
