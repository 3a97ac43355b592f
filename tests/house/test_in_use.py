"""Nothing stands in the product that only tests call: what is defined is mentioned somewhere in the product itself."""

import ast
from collections.abc import Iterable, Mapping

import pytest

EXEMPT = "db/migrations/versions/"
ASKED_FOR_BY_SQLALCHEMY = {"process_bind_param", "process_result_value"}


def mentioned(trees: Iterable[ast.Module]) -> set[str]:
    """Return every word the trees use: names, attributes, keywords, and words in quotes such as `finding.run_find`."""
    words: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.Name(id=word, ctx=ast.Load()) | ast.Attribute(attr=word) | ast.keyword(arg=str(word)):
                words.add(word)
            case ast.Constant(value=str(text)):
                words.update(text.split(".") if text.isascii() and " " not in text else ())
    return words


def unused(trees: Mapping[str, ast.Module]) -> list[str]:
    """Name what is defined and mentioned nowhere. What Qt asks for is written in its own way (camel case); what is
    decorated is somebody else's to call.
    """
    known = mentioned(trees.values()) | ASKED_FOR_BY_SQLALCHEMY
    left = []
    for file, tree in trees.items():
        for node in ast.walk(tree):
            match node:
                case ast.FunctionDef(name=name, decorator_list=[]) if name == name.lower() and name[:2] != "__":
                    left += [f"{file}: {name}"] * (name not in known)
                case ast.ClassDef(name=name):
                    left += [f"{file}: {name}"] * (name not in known)
    return left


@pytest.mark.slow
def test_nothing_stands_in_the_product_that_only_tests_call(written):
    ours = {file: tree for file, tree in written.items() if not file.startswith(("tests/", EXEMPT))}
    assert unused(ours) == []


def test_control_what_nobody_calls_is_seen():
    text = "def idle():\n    return busy()\ndef busy():\n    return 1\nclass Spare: ...\n"
    assert unused({"a.py": ast.parse(text)}) == ["a.py: idle", "a.py: Spare"]
    assert unused({"a.py": ast.parse(text), "b.py": ast.parse("idle(Spare)")}) == []
