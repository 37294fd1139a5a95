"""What a house test looks at in our own source, and a source that breaks the rule, to see that it is noticed."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.support.house import from_root

Rule = Callable[[ast.Module], Iterable[str]]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def against(rule: Rule, files: Iterable[Path]) -> list[str]:
    """Everything in these files that the rule complains of; it must have had something to look at."""
    looked_at = list(files)
    assert looked_at, "There is no file to look at, so this rule guards nothing."
    return [f"{from_root(path)}: {problem}" for path in looked_at for problem in rule(parsed(path))]


def complaints(rule: Rule, source: str) -> list[str]:
    return list(rule(ast.parse(source)))


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The top-level name of everything imported, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0], node.lineno
