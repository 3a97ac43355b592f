"""Rooms: each library is known in its room only, each module stands on a floor, nothing is imported by star."""

import ast
import tomllib

import pytest

# library → where it may be imported (prefixes of paths) and where, inside that, it may not
SCREEN = ("desktop/",), ("desktop/printing/", "desktop/sheets/")
PAPER = ("desktop/printing/",), ()
EXCEL = ("desktop/sheets/",), ()
STORE = ("db/store/", "db/migrations/"), ()
ROOMS = {
    "PySide6": SCREEN,
    "qt_material": SCREEN,
    "reportlab": PAPER,
    "segno": PAPER,
    "docx": PAPER,
    "pypdf": PAPER,
    "PIL": PAPER,
    "python_calamine": EXCEL,
    "xlsxwriter": EXCEL,
    "openpyxl": EXCEL,
    "xlwt": EXCEL,
    "lxml": EXCEL,
    "sqlcipher3": STORE,
    "alembic": STORE,
    "pypinyin": (("db/words/",), ()),
    "borax": (("db/words/",), ()),
    "stdnum": (("db/words/",), ()),
    "platformdirs": (("db/places.py",), ()),
}
SESSION_NAMES = {"Session", "sessionmaker", "create_engine", "Connection", "Engine"}


def imported(tree: ast.AST) -> set[str]:
    """Return the top names of all modules that a source imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def strangers(name: str, tree: ast.AST) -> set[str]:
    """Return the libraries that this file imports outside their rooms."""
    found = set()
    for library in imported(tree) & ROOMS.keys():
        rooms, but = ROOMS[library]
        if not name.startswith(rooms) or (but and name.startswith(but)):
            found.add(library)
    return found


def sessions(tree: ast.AST) -> set[str]:
    """Return the names of sessions, connections and engines taken from SQLAlchemy."""
    sources = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    taken = (alias.name for node in sources if (node.module or "").startswith("sqlalchemy") for alias in node.names)
    return SESSION_NAMES.intersection(taken)


def stars(tree: ast.AST) -> list[int]:
    """Number the lines that import by star."""
    sources = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return [node.lineno for node in sources if any(alias.name == "*" for alias in node.names)]


def floors(layers: list[str]) -> set[str]:
    """Return the module names that the layers contract knows."""
    return {part.strip(" ()") for layer in layers for part in layer.replace("|", ":").split(":")}


def without_floor(name: str, known: set[str]) -> bool:
    """Tell whether a module (path from the top) stands on no floor; the two top packages carry none."""
    parts = name.removesuffix(".py").removesuffix("/__init__").split("/")
    return len(parts) > 1 and ".".join(parts[:2]) not in known


def test_libraries_stay_in_their_rooms(product):
    found = {name: strangers(name, tree) for name, tree in product.items()}
    assert {name: libraries for name, libraries in found.items() if libraries} == {}


def test_sessions_and_connections_stay_in_the_store(product):
    found = {name: sessions(tree) for name, tree in product.items() if not name.startswith(STORE[0])}
    # A column type meets a Dialect, never a Connection: nothing outside the store needs one of these.
    assert {name: names for name, names in found.items() if names} == {}


def test_nothing_is_imported_by_star(written):
    assert {name: stars(tree) for name, tree in written.items() if stars(tree)} == {}


def test_every_module_stands_on_a_floor(house, product):
    tools = tomllib.loads((house / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = tools["importlinter"]["contracts"]
    known = floors(next(contract["layers"] for contract in contracts if contract["id"] == "floors"))
    assert [name for name in product if without_floor(name, known)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("db/words/days.py", "def f():\n    from PySide6.QtCore import QDate"),
        ("desktop/printing/press.py", "import PySide6"),
        ("desktop/views/page.py", "import reportlab.platypus as p"),
        ("desktop/printing/press.py", "from openpyxl import load_workbook"),
        ("desktop/cli.py", "import sqlcipher3"),
    ],
)
def test_control_a_library_outside_its_room_is_seen(name, text):
    assert strangers(name, ast.parse(text))


def test_control_a_library_in_its_room_is_fine():
    assert strangers("desktop/sheets/read.py", ast.parse("import python_calamine, json")) == set()


def test_control_a_session_a_star_and_a_homeless_module_are_seen():
    assert sessions(ast.parse("from sqlalchemy.orm import Session")) == {"Session"}
    assert stars(ast.parse("import os\nfrom os import *")) == [2]
    known = floors(["(db.work)", "(db.clock) : (db.places)"])
    assert without_floor("db/helpers.py", known)
    assert not without_floor("db/places.py", known)
    assert not without_floor("db/work/deep/inside.py", known)
    assert not without_floor("db/__init__.py", known)


def pools(product):
    """Return the files that hand work to Qt's own pool."""
    return [file for file, tree in product.items() if {"QThreadPool", "QRunnable"} & names_in(tree)]


def names_in(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_no_qt_object_dies_in_a_thread(product):
    """Qt's own pool deletes a job in its thread: there it may wait for Python while the window waits for Qt."""
    assert pools(product) == []
    assert pools({"x.py": ast.parse("pool = QThreadPool()")}) == ["x.py"]
