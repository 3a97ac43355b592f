"""列方案: a set of columns named on the screen prints as well."""

import pytest

from db.places import data_folder
from desktop.prefs import ColumnSets, remember
from tests.counter import ROWS, page_of, seat


@pytest.fixture
def desk(office, counter):
    seat(office, ROWS)
    return counter(office)


def test_a_set_of_columns_named_on_the_screen_is_printed_too(desk, paper, qtbot):
    page = page_of(desk, "print_centre")

    def drawn():
        qtbot.waitUntil(lambda: not page.stale and not page.pause.isActive(), timeout=20_000)

    def choose(form):
        page.list.choose(form)
        drawn()

    def use(current):
        sets = ColumnSets(current, {"上门": ["name", "address", "phone", "responsible"]})
        remember(data_folder(), lambda prefs: prefs.columns.update(elders=sets))

    use("上门")
    choose("elder_ledger")
    options = page.options
    ticked = [key for key, box in options.columns.items() if box.isChecked()]
    assert (options.named.currentText(), ticked) == ("上门", ["phone", "address", "keeper"])
    assert page.shown.order.columns == ("phone", "address", "keeper")
    options.named.setCurrentIndex(0)
    options.named.activated.emit(0)
    drawn()
    assert page.shown.order.columns == (), "all of them again"
    use("")
    choose("overdue_list")
    assert options.named.currentText() == "全部列", "the usual columns of the screen take nothing off the paper"
    assert options.columns["done"].isChecked()
    choose("month_report")
    assert not options.named.isVisible()
