"""What others wrote and we carry: unchanged, with its version and its licence."""

import re
from hashlib import sha384

from tests.support.house import STATIC, from_root

VENDOR = STATIC / "vendor"
HTMX_VERSION = "4.0.1"
SUMS = re.compile(r"^([0-9a-f]{96})  (\S+)$", re.MULTILINE)


def test_every_file_is_the_one_that_was_looked_at() -> None:
    sums = {name: digest for digest, name in SUMS.findall((VENDOR / "SHA384SUMS").read_text(encoding="utf-8"))}
    scripts = {path.name: path for path in VENDOR.rglob("*") if path.suffix in {".js", ".css"}}

    assert scripts, "There is nothing to look at."
    assert set(sums) == set(scripts)
    assert [name for name, path in scripts.items() if sha384(path.read_bytes()).hexdigest() != sums[name]] == []


def test_htmx_is_the_version_we_chose() -> None:
    script = next(VENDOR.rglob("htmx*.js"))

    assert HTMX_VERSION in script.name or HTMX_VERSION in script.read_text(encoding="utf-8")


def test_every_file_comes_with_its_licence() -> None:
    scripts = [path for path in VENDOR.rglob("*") if path.suffix in {".js", ".css"}]

    assert [from_root(path) for path in scripts if not any(path.parent.glob("*LICENSE*"))] == []
