"""One place commits; nothing slows every request."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.census import against, complaints
from tests.support.house import PORTAL, python_files

# The one place that commits. Alembic commits its own migrations and calls nothing of ours that does.
COMMITS = PORTAL / "web" / "sessions.py"
# The driver's own connection and the session itself, which only pass on what that place has decided.
PASS_ON = {PORTAL / "db" / "queue.py", PORTAL / "db" / "sessions.py"}


def commits(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}:
            yield f"line {node.lineno}: {node.attr} belongs to portal/web/sessions.py alone"
        if isinstance(node, ast.withitem) and ast.unparse(node.context_expr).endswith(".begin()"):
            yield "a transaction begun by `with` is committed by it, and nobody sees where"


def slow_layers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.alias | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.name if isinstance(node, ast.alias) else node.attr
            if name == "BaseHTTPMiddleware":
                yield f"line {node.lineno}: BaseHTTPMiddleware costs more than the rest of the stack; write plain ASGI"


def own_clocks(tree: ast.Module) -> Iterator[str]:
    """Rules, models and stores are told what time it is, so that a test can say so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if (
                isinstance(owner, ast.Name)
                and owner.id in {"datetime", "date"}
                and node.func.attr in {"now", "today", "utcnow"}
            ):
                yield f"line {node.lineno}: asks the machine for the time"


def test_only_the_session_commits() -> None:
    rooms = [
        path for path in python_files("portal") if path not in {COMMITS, *PASS_ON} and "migrations" not in path.parts
    ]

    assert against(commits, rooms) == []


def test_the_session_does_commit() -> None:
    assert against(commits, [COMMITS])


@pytest.mark.parametrize("line", ["session.commit()", "session.rollback()", "with engine.begin() as connection: pass"])
def test_a_commit_in_a_room_is_noticed(line: str) -> None:
    assert complaints(commits, line)


def test_no_layer_slows_every_request() -> None:
    assert against(slow_layers, python_files("portal")) == []


def test_a_slow_layer_is_noticed() -> None:
    assert complaints(slow_layers, "from starlette.middleware.base import BaseHTTPMiddleware")
    assert complaints(slow_layers, "class Slow(base.BaseHTTPMiddleware): pass")


def test_the_time_is_handed_in() -> None:
    clock = PORTAL / "kernel" / "clock.py"

    assert against(own_clocks, [path for path in python_files("portal") if path != clock]) == []


def test_a_clock_of_ones_own_is_noticed() -> None:
    assert complaints(own_clocks, "datetime.now(UTC)")
