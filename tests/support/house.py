"""Where everything lies, and whether something may be missing here."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
LOCKS = ("requirements.lock", "requirements-test.lock")
FONTS = ROOT / "fonts"
PORTAL = ROOT / "portal"
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"


def is_strict() -> bool:
    """On the machine that decides about a change nothing may be missing."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def missing(reason: str) -> NoReturn:
    """Skip where a person works, so that they see why; fail where a change is decided."""
    if is_strict():
        pytest.fail(f"{reason} With CI=true nothing may be missing.", pytrace=False)
    pytest.skip(reason)


def python_files(*folders: str) -> list[Path]:
    """Every Python file of ours in these folders of the project."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "__pycache__" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".xml"})


def from_root(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
