"""Walls: a file up to 400 lines, a function up to 50, five parameters, 120 characters; migrations are exempt."""

import ast

import pytest

FILE, FUNCTION, PARAMETERS, LINE = 400, 50, 5, 120
EXEMPT = "db/migrations/versions/"


def long_functions(tree: ast.AST) -> list[str]:
    """Name the functions with more lines than the wall."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION]


def wide_functions(tree: ast.AST) -> list[str]:
    """Name the functions with more parameters than the wall; self and keyword-only options are not counted."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    wide = []
    for node in functions:
        names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        if len(names) - (names[:1] in (["self"], ["cls"])) > PARAMETERS:
            wide.append(node.name)
    return wide


def long_lines(text: str) -> list[int]:
    """Number the lines with more characters than the wall."""
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LINE]


def test_no_file_is_longer_than_its_wall(house, written):
    lengths = {name: len((house / name).read_text(encoding="utf-8").splitlines()) for name in written}
    assert {name: n for name, n in lengths.items() if n > FILE and not name.startswith(EXEMPT)} == {}


def test_no_line_is_longer_than_its_wall(house, written):
    lines = {name: long_lines((house / name).read_text(encoding="utf-8")) for name in written}
    assert {name: n for name, n in lines.items() if n and not name.startswith(EXEMPT)} == {}


def test_no_function_is_longer_than_its_wall(written):
    found = {name: long_functions(tree) for name, tree in written.items() if not name.startswith(EXEMPT)}
    assert {name: names for name, names in found.items() if names} == {}


def test_no_function_takes_more_than_five_parameters(product):
    found = {name: wide_functions(tree) for name, tree in product.items() if not name.startswith(EXEMPT)}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("rule", "broken", "sound"),
    [
        (long_functions, "def f():\n" + "    x = 1\n" * 50, "def f():\n" + "    x = 1\n" * 49),
        (wide_functions, "def f(a, b, c, d, e, f): ...", "def f(self, a, b, c, d, e): ..."),
    ],
)
def test_control_a_broken_function_is_seen(rule, broken, sound):
    assert rule(ast.parse(broken)) == ["f"]
    assert rule(ast.parse(sound)) == []


def test_control_a_long_line_is_seen():
    assert long_lines("x" * 120 + "\n" + "x" * 121) == [2]
