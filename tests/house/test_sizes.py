"""Small enough to be read at once, and named for what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.census import against, complaints
from tests.support.house import ROOT, STATIC, TEMPLATES, from_root, python_files, templates

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "handlers", "managers"}
FOLDERS = ("portal", "accessibility", "tests", "bench")


def too_long(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{node.name} has {lines} lines"


def badly_introduced(tree: ast.Module) -> Iterator[str]:
    if not tree.body:
        return
    docstring = ast.get_docstring(tree)
    if docstring is None:
        yield "has no docstring that says what the reader will find"
    elif len(docstring.split("\n\n")[0].splitlines()) > 1:
        yield "its docstring does not begin with one line"


def ours() -> list[Path]:
    own = [
        path
        for folder in (TEMPLATES, STATIC)
        for path in folder.rglob("*")
        if path.suffix in {".html", ".css", ".js", ".xml"}
    ]
    return python_files(*FOLDERS) + [path for path in own if "vendor" not in path.parts]


def test_every_file_can_be_read_at_once() -> None:
    assert [
        f"{from_root(path)} has {lines} lines"
        for path in ours()
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    ] == []


def test_every_function_can_be_read_at_once() -> None:
    # A migration is one list of statements that nobody changes again.
    read = [path for path in python_files(*FOLDERS) if "versions" not in path.parts]

    assert against(too_long, read) == []


def test_a_long_function_is_noticed() -> None:
    assert complaints(too_long, "def long() -> None:\n" + "    pass\n" * MOST_LINES_OF_A_FUNCTION)


def test_every_module_says_in_one_line_what_it_holds() -> None:
    assert against(badly_introduced, python_files(*FOLDERS)) == []


@pytest.mark.parametrize("source", ["import os\n", '"""First line\nand second."""\n'])
def test_a_module_without_an_introduction_is_noticed(source: str) -> None:
    assert complaints(badly_introduced, source)


def test_every_module_is_named_for_what_it_holds() -> None:
    assert [from_root(path) for path in python_files(*FOLDERS) if path.stem in EMPTY_NAMES] == []


def test_the_census_is_not_empty() -> None:
    assert len(python_files("portal")) > 50
    assert len(templates()) > 10
    assert (ROOT / "portal" / "app.py") in ours()
