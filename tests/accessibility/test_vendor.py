"""The engines are the ones that were looked at, with their licences."""

import json
from base64 import b64decode
from hashlib import sha384

from tests.support.house import ROOT

VENDOR = ROOT / "accessibility" / "vendor"


def test_every_engine_is_unchanged() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    sums = {name: entry for package in manifest for name, entry in package["files"].items()}

    assert {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*.js")} <= set(sums)
    for name, digest in sums.items():
        assert sha384((VENDOR / name).read_bytes()).digest() == b64decode(digest.removeprefix("sha384-")), name


def test_every_engine_comes_with_its_licence() -> None:
    folders = {path.parent for path in VENDOR.rglob("*.js")}

    assert len(folders) == 2
    assert [folder.name for folder in folders if not any(folder.glob("*LICENSE*"))] == []


def test_axe_says_the_version_that_was_chosen() -> None:
    assert b"axe v4.14.1" in (VENDOR / "axe-core" / "axe.min.js").read_bytes()[:200]
