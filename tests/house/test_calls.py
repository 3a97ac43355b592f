"""Calls that stand in one place only, so that one look at that place proves the promise."""

import ast
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

BROAD = ("desktop/jobs.py", "desktop/errors.py", "db/store/migrate.py")
SQLITE = ("db/store/engine.py", "db/store/search.py", "db/store/policy.py", "db/migrations/")
CLOCKS = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "datetime.datetime.now"}
CLOCKS |= {"datetime.date.today", "datetime.datetime.today", "datetime.datetime.utcnow", "time.localtime"}
ALIVE = {"eval", "exec", "compile", "__import__", "pickle.loads", "pickle.load", "marshal.loads", "os.system"}
RENAMES = {"os.replace", "os.rename", "shutil.move"}
GENERIC = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


def spelled(node: ast.expr) -> str:
    """Return a name with its dots ("a.b.c"), or an empty text for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = spelled(node.value)
        return f"{left}.{node.attr}" if left else node.attr
    return ""


def calls(tree: ast.AST, wanted: Callable[[ast.Call, str], bool]) -> list[int]:
    """Number the lines of the calls that are wanted."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return sorted(node.lineno for node in found if wanted(node, spelled(node.func)))


def clocks(tree: ast.AST) -> list[int]:
    """Find questions to the computer's clock."""
    return calls(tree, lambda _, name: name in CLOCKS)


def broad(tree: ast.AST) -> list[int]:
    """Find handlers that catch everything; a BaseException handler that ends in a bare raise only cleans up."""

    def catches_all(node: ast.ExceptHandler) -> bool:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = {spelled(kind) if kind else "" for kind in kinds}
        last = node.body[-1]
        reraised = isinstance(last, ast.Raise) and last.exc is None
        return bool(names & {"", "Exception"}) or ("BaseException" in names and not reraised)

    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and catches_all(node)]


def paragraphs(tree: ast.AST) -> list[int]:
    """Find raw ReportLab paragraphs: their text is markup (TRUST A2)."""
    return calls(tree, lambda _, name: name.rpartition(".")[2] == "Paragraph")


def workbooks(tree: ast.AST) -> list[int]:
    """Find raw workbooks: their cells would be formulas (TRUST A1)."""
    return calls(tree, lambda _, name: name.split(".")[-1] == "Workbook")


def by_identity(tree: ast.AST) -> list[int]:
    """Find Qt's search among the choices of a combo: it asks whether two Python values are one object."""
    return calls(tree, lambda _, name: name.rpartition(".")[2] == "findData")


def own_sql(tree: ast.AST) -> list[int]:
    """Find SQL written as text."""
    from_sqlalchemy = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in ("text", "literal_column", "TextClause")
    }
    dotted = {"sqlalchemy.text", "sa.text", "sqlalchemy.literal_column", "sa.literal_column"}

    def is_sql(node: ast.Call, name: str) -> bool:
        written = node.args and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
        executes = name.rsplit(".", maxsplit=1)[-1] in ("execute", "executemany", "executescript") and written
        return name in from_sqlalchemy | dotted or name.endswith("exec_driver_sql") or bool(executes)

    return calls(tree, is_sql)


def alive(tree: ast.AST) -> list[int]:
    """Find calls that run what they read."""
    imports = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and any(alias.name in ("pickle", "marshal", "shelve") for alias in node.names)
    ]
    return imports + calls(tree, lambda _, name: name in ALIVE)


def renames(tree: ast.AST) -> list[int]:
    """Find files put in the place of others; Path.replace has one argument, str.replace two, datetime's are named."""

    def is_rename(node: ast.Call, name: str) -> bool:
        by_path = isinstance(node.func, ast.Attribute) and node.func.attr in ("replace", "rename")
        return name in RENAMES or (by_path and len(node.args) == 1 and not node.keywords)

    return calls(tree, is_rename)


def style_sheets(tree: ast.AST) -> list[int]:
    """Find style sheets set on widgets: data in them would be code, and each costs a parse."""
    return calls(tree, lambda _, name: name.split(".")[-1] == "setStyleSheet")


def steering(tree: ast.AST) -> list[int]:
    """Find writes of what only a step of a flow may write (a matter's status, its steps)."""
    return calls(tree, lambda node, _: any(word.arg == "steering" and _truth(word.value) for word in node.keywords))


def _truth(node: ast.expr) -> bool:
    return not (isinstance(node, ast.Constant) and node.value is False) and not isinstance(node, ast.Name | ast.BoolOp)


# rule, files (or folders) where the call may stand
PLACES = [
    (steering, ("db/work/stepping.py",)),
    (clocks, ("db/clock.py",)),
    (broad, BROAD),
    (paragraphs, ("desktop/printing/text.py",)),
    (by_identity, ()),
    (workbooks, ("desktop/sheets/write.py",)),
    (own_sql, SQLITE),
    (alive, ()),
    (style_sheets, ("desktop/theme.py",)),
]


@pytest.mark.parametrize(("rule", "places"), PLACES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_call_stands_in_its_place_only(product, rule, places):
    found = {name: rule(tree) for name, tree in product.items() if not name.startswith(places or ("-",))}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_each_room_puts_files_in_place_in_one_file_only(product):
    rooms: dict[str, list[str]] = {}
    for name, tree in product.items():
        if renames(tree):
            rooms.setdefault(str(PurePosixPath(name).parent), []).append(name)
    assert {room: names for room, names in rooms.items() if len(names) > 1} == {}


def test_no_module_has_a_name_that_says_nothing(product):
    assert [name for name in product if set(name.removesuffix(".py").split("/")) & GENERIC] == []


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        (clocks, "from datetime import date\nd = date.today()"),
        (clocks, "import datetime\nd = datetime.datetime.now()"),
        (broad, "try:\n    f()\nexcept Exception:\n    pass"),
        (broad, "try:\n    f()\nexcept (OSError, Exception):\n    raise"),
        (broad, "try:\n    f()\nexcept:\n    pass"),
        (broad, "try:\n    f()\nexcept BaseException:\n    pass"),
        (paragraphs, "Paragraph(name, style)"),
        (paragraphs, "platypus.Paragraph(name, style)"),
        (workbooks, "xlsxwriter.Workbook(path)"),
        (by_identity, "self.area.findData(place.area)"),
        (own_sql, "from sqlalchemy import text as t\nt('select 1')"),
        (own_sql, "cursor.execute(f'select {x}')"),
        (own_sql, "connection.exec_driver_sql(x)"),
        (alive, "import pickle"),
        (alive, "eval(text)"),
        (renames, "import os\nos.replace(a, b)"),
        (renames, "path.replace(target)"),
        (style_sheets, "label.setStyleSheet(name)"),
        (steering, "writer.change(Matter, one, {'status': state}, steering=True)"),
    ],
)
def test_control_a_broken_snippet_is_seen(rule, broken):
    assert rule(ast.parse(broken))


@pytest.mark.parametrize(
    ("rule", "sound"),
    [
        (clocks, "office.clock.today(); clock.now()"),
        (broad, "try:\n    f()\nexcept BaseException:\n    tidy()\n    raise"),
        (own_sql, "connection.execute(select(Person.id)); label.text('x')"),
        (renames, "name.replace('a', 'b'); day.replace(month=1)"),
    ],
)
def test_control_a_sound_snippet_passes(rule, sound):
    assert rule(ast.parse(sound)) == []
