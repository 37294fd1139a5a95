"""`make test`: everything on SQLite, the fast tests first, then again on PostgreSQL what could differ there."""

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import browser, debian

ROUNDS = (
    ("SQLite", ()),
    ("PostgreSQL", ("--database", "postgresql", "-m", "not once")),
)

# The programs that docs/proxy is written for, and what limits may be counted in.
PROGRAMS = ("nginx", "caddy", "redis-server")

MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108  # a folder of our own is made in it


@dataclass(frozen=True)
class Outcome:
    """How one round ended."""

    title: str
    closing_line: str
    status: int


def main(options: list[str]) -> int:
    if browser.find() is None:
        _say("Looking for a Chromium to install, because there is none on this machine …")
        browser.install()
    missing = [name for name in PROGRAMS if shutil.which(name, path=debian.PATH) is None]
    if missing:
        debian.install(*missing)
    # Where Python keeps no bytecode by itself, every worker and every portal of a test would compile all of it again.
    for name in ("portal", "tests", "accessibility"):
        compileall.compile_dir(name, quiet=2)
    with _scratch() as folder:
        outcomes = [_run(title, [*chosen, *options], folder) for title, chosen in ROUNDS]
    _say("\nTotals")
    for outcome in outcomes:
        _say(f"  {outcome.title}: {outcome.closing_line}")
    # Also when pytest found no test at all: a round that runs nothing proves nothing.
    return 1 if any(outcome.status for outcome in outcomes) else 0


@contextmanager
def _scratch() -> Iterator[Path]:
    """Where the tests write: in memory if the machine lends enough of it, since a disk makes a thousand databases slow.

    PostgreSQL's programs are started from there as well, so a folder that forbids it will not do.
    """
    roomy = False
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        there = os.statvfs(MEMORY)
        roomy = there.f_bavail * there.f_frsize >= ROOM and not there.f_flag & os.ST_NOEXEC
    with tempfile.TemporaryDirectory(
        prefix="portal-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True
    ) as made:
        folder = Path(made)
        # PostgreSQL works under another account, which has to find its way.
        folder.chmod(0o711)
        yield folder


def _run(title: str, options: list[str], folder: Path) -> Outcome:
    _say(f"\n=== {title} ===")
    closing_line = ""
    colour = "yes" if sys.stdout.isatty() else "no"
    command = [sys.executable, "-m", "pytest", f"--color={colour}", *options]
    environment = os.environ | {"TMPDIR": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as running:
        for line in running.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            closing_line = line.strip(" =\n") or closing_line
    return Outcome(title, closing_line, running.returncode)


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
