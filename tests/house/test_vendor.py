"""What others wrote and we carry: unchanged, with its version and its licence."""

import re
from base64 import b64decode
from hashlib import sha384
from pathlib import Path

from tests.support.house import STATIC, from_root

VENDOR = STATIC / "vendor"
HTMX_VERSION = "4.0.1"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<what>[^|]+)\|.*`sha384-(?P<digest>[A-Za-z0-9+/=]+)`", re.MULTILINE)


def scripts() -> dict[str, Path]:
    found = {path.name: path for path in VENDOR.rglob("*") if path.suffix in {".js", ".css"}}
    assert found, "There is nothing to look at."
    return found


def register() -> dict[str, re.Match[str]]:
    return {row["name"]: row for row in ROW.finditer((VENDOR / "README.md").read_text(encoding="utf-8"))}


def test_every_file_is_the_one_that_was_looked_at() -> None:
    rows = register()

    assert set(rows) == set(scripts())
    changed = [
        name
        for name, path in scripts().items()
        if sha384(path.read_bytes()).digest() != b64decode(rows[name]["digest"])
    ]
    assert changed == []


def test_htmx_is_the_version_we_chose() -> None:
    assert HTMX_VERSION in register()["htmx.min.js"]["what"]


def test_every_file_comes_with_its_licence() -> None:
    without = [path for path in scripts().values() if not any(path.parent.glob("*LICENSE*"))]

    assert list(map(from_root, without)) == []
