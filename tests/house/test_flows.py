"""Flows and inheritance: a state changes by its step alone, every stage is in its flow, classes inherit from few."""

import ast
import importlib
import inspect
import pkgutil

import pytest

import db.ledgers
import db.work
from db.words.choice import Choice, Flow

FLOWED = {
    "state": ("db/work/", "desktop/printing/issue.py", "db/ledgers/"),
    "status": ("db/work/", "db/store/", "db/ledgers/"),
}
"""Columns that a flow or a placement rules, and where values for them may be written down."""
WRITES = ("change", "add", "add_many", "correct", "succeed", "restore_values")
OURS = {"Record", "Choice", "OfficeError"}
KNOWN = {"_Kinded", "CodeCombo", "Chart", "Part", "FieldsPart", "LedgerPage"}
"""Bases of our own that stand: column types of a kind, a combo box, what charts and parts of the settings share, and
the page of a book, from which PAGES takes the pages of single books."""


def written_states(tree: ast.AST, column: str) -> list[int]:
    """Number the lines where a writer is handed a value for that column."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            given = (key for part in ast.walk(node) if isinstance(part, ast.Dict) for key in part.keys)
            found += [node.lineno for key in given if isinstance(key, ast.Constant) and key.value == column]
    return found


def modules(package):
    """Yield the modules of a package."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def flows():
    """Return every flow by its name, with the choice it rules."""
    found = {}
    for module in (one for package in (db.ledgers, db.work) for one in modules(package)):
        for name, flow in inspect.getmembers(module, lambda one: isinstance(one, Flow)):
            found[name] = flow, type(next(iter(flow.starts)))
    return found


def unreached(flow, choice):
    """Return the stages that no step leads to."""
    seen, waiting = set(flow.starts), list(flow.starts)
    while waiting:
        for after in flow.steps.get(waiting.pop(), frozenset()):
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return set(choice) - seen


def foreign_bases(trees):
    """Return the classes of ours, by name, that inherit from a class of ours other than the three."""
    own = {node.name: node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    bases = {name: [base.id for base in node.bases if isinstance(base, ast.Name)] for name, node in own.items()}
    rooted = OURS | KNOWN
    for _ in bases:
        rooted |= {name for name, known in bases.items() if set(known) & rooted}
    return {name: base for name, known in bases.items() for base in known if base in own and base not in rooted}


@pytest.mark.parametrize("column", FLOWED)
def test_a_state_is_written_by_its_step_alone(product, column):
    found = {name: written_states(tree, column) for name, tree in product.items()}
    assert {name: lines for name, lines in found.items() if lines and not name.startswith(FLOWED[column])} == {}


def test_every_stage_is_in_its_flow():
    assert {name: unreached(*found) for name, found in flows().items() if unreached(*found)} == {}
    assert "SHEET_FLOW" in flows()


def test_classes_inherit_from_a_framework_or_from_record_choice_and_office_error(product):
    assert foreign_bases(product) == {}


def test_control_a_state_set_by_a_form_a_stage_left_out_and_a_base_of_ones_own_are_seen():
    snippet = "writer.change(Document, one, {'state': SheetState.LOST})"
    assert written_states(ast.parse(snippet), "state") == [1]
    assert written_states(ast.parse("writer.change(Document, one, {'holder': who})"), "state") == []

    class Stage(Choice):
        OPEN = "open", "在办"
        CLOSED = "closed", "办结"
        LOST = "lost", "遗失"

    assert unreached(Flow.of((Stage.OPEN,), ((Stage.OPEN, Stage.CLOSED),)), Stage) == {Stage.LOST}
    broken = {"a.py": ast.parse("class Page: ...\nclass ElderPage(Page): ...\nclass Person(Record): ...")}
    assert foreign_bases(broken) == {"ElderPage": "Page"}
