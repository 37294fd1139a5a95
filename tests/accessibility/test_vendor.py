"""The engines are the ones that were looked at, with their licences."""

import re
from base64 import b64decode
from hashlib import sha384

from tests.support.house import ROOT

VENDOR = ROOT / "accessibility" / "vendor"
ROW = re.compile(
    r"^\| `(?P<name>[^`]+)` \| [a-zA-Z -]+[\d.]+,.*\(`(?P<licence>LICENSE[^`]*)`.*`sha384-(?P<sum>[\w+/=]+)`",
    re.MULTILINE,
)


def test_every_engine_is_unchanged_and_comes_with_its_licence() -> None:
    rows = {row["name"]: row for row in ROW.finditer((VENDOR / "README.md").read_text(encoding="utf-8"))}

    assert set(rows) == {path.name for path in VENDOR.glob("*.js")} == {"axe.min.js", "ace.js"}
    for name, row in rows.items():
        assert sha384((VENDOR / name).read_bytes()).digest() == b64decode(row["sum"])
        assert (VENDOR / row["licence"]).stat().st_size > 100


def test_axe_says_the_version_that_the_register_says() -> None:
    assert b"axe v4.14.1" in (VENDOR / "axe.min.js").read_bytes()[:200]
