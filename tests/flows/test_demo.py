"""The main job on the bundled samples: every elder who came in stands on the sheets, in the order of the doors."""

import re
import shutil
import subprocess

import pytest
from sqlalchemy import select

from db.books import BOOKS
from db.clock import Clock
from db.ledgers.areas import Area, Dwelling
from db.ledgers.people import Person
from db.store import query
from db.store.query import Query
from db.store.store import Store
from db.work.sampling import PRACTICE_PASSWORD
from desktop import demo

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext here; run.py brings it on Debian"
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Run the demo once; give its folder."""
    folder = tmp_path_factory.mktemp("demo") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GRIDLEDGER_PASSWORD", raising=False)
        assert demo.run(folder) == 0
    return folder


def text_of(path):
    """Return a PDF's text without any white space."""
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s", "", told)


def elders(folder):
    """Return every elder as (grid, door key, name), as the office holds them."""
    store = Store.open(folder, PRACTICE_PASSWORD, Clock())
    with store.read() as reader:
        ids = set(query.ids(reader, Query(BOOKS["elders"])))
        rows = reader.rows(
            select(Person.id, Area.name, Dwelling.door_key, Person.name)
            .join(Area, Person.area_id == Area.id)
            .outerjoin(Dwelling, Person.dwelling_id == Dwelling.id)
        )
    store.engine.dispose()
    return [(grid, door or "~", name) for one, grid, door, name in rows if one in ids]


def doors_in_order(text, people):
    """Say at which person a text leaves the order of the doors; None if it never does."""
    at = 0
    doors = {}
    for door, name in people:
        doors.setdefault(door, []).append(name)
    for door in sorted(doors):
        places = [text.find("".join(name.split()), at) for name in doors[door]]
        if min(places) < 0:
            return door, doors[door]
        at = min(places) + 1
    return None


@pytest.mark.slow
def test_the_samples_come_in_but_for_six_rows(shown):
    assert len(elders(shown)) == 594


@pytest.mark.slow
@pytest.mark.parametrize("form", ["入户走访登记表", "65岁以上老年人台账"])
def test_every_elder_stands_on_the_sheets_in_door_order(shown, form):
    [path] = (shown / "print").glob(f"{form}_*.pdf")
    text = text_of(path)
    people = elders(shown)
    missing = [name for _, _, name in people if "".join(name.split()) not in text]
    assert missing == []
    for grid in sorted({grid for grid, _, _ in people}):
        [(start, end)] = [span for name, span in sections(path).items() if name == grid]
        part = text_of_pages(path, start, end)
        of_grid = [(door, name) for where, door, name in people if where == grid]
        assert doors_in_order(part, of_grid) is None, grid


@pytest.mark.slow
def test_the_control_doors_sorted_as_plain_text_are_seen(shown):
    [path] = (shown / "print").glob("入户走访登记表_*.pdf")
    people = [(door, name) for grid, door, name in elders(shown) if grid == "第一网格"]
    start, end = sections(path)["第一网格"]
    backwards = [(f"{len(people) - n:04}", name) for n, (_, name) in enumerate(sorted(people))]
    assert doors_in_order(text_of_pages(path, start, end), backwards) is not None


@pytest.mark.slow
@pytest.mark.parametrize("form", ["入户走访登记表", "65岁以上老年人台账", "一人一档", "网格员花名册"])
def test_every_grid_has_a_bookmark(shown, form):
    import pypdf

    [path] = (shown / "print").glob(f"{form}_*.pdf")
    titles = " ".join(titles_of(pypdf.PdfReader(path).outline))
    assert [grid for grid in sorted({grid for grid, _, _ in elders(shown)}) if grid not in titles] == []


def titles_of(marks):
    """Return the titles of bookmarks of every level."""
    return [title for one in marks for title in (titles_of(one) if isinstance(one, list) else [one.title])]


def sections(path):
    """Return first and last page of each grid by the bookmarks."""
    import pypdf

    reader = pypdf.PdfReader(path)
    marks = [
        (one.title, reader.get_destination_page_number(one)) for one in reader.outline if not isinstance(one, list)
    ]
    ends = [page for _, page in marks[1:]] + [len(reader.pages)]
    return {title: (start + 1, end) for (title, start), end in zip(marks, ends, strict=True)}


def text_of_pages(path, first, last):
    """Return the text of some pages without white space."""
    words = ["pdftotext", "-f", str(first), "-l", str(last), str(path), "-"]
    return re.sub(r"\s", "", subprocess.run(words, capture_output=True, text=True, check=True).stdout)
