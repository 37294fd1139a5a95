"""`make test`: everything on SQLite, the fast tests first, then again on PostgreSQL what could differ there."""

import compileall
import shutil
import subprocess
import sys
from dataclasses import dataclass

from tests.support import browser, debian

ROUNDS = (
    ("SQLite", ()),
    ("PostgreSQL", ("--database", "postgresql", "-m", "not once")),
)

# The programs that docs/proxy is written for, and what limits may be counted in.
PROGRAMS = ("nginx", "caddy", "redis-server")


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
    for folder in ("portal", "tests", "accessibility"):
        compileall.compile_dir(folder, quiet=2)
    outcomes = [_run(title, [*chosen, *options]) for title, chosen in ROUNDS]
    _say("\nTotals")
    for outcome in outcomes:
        _say(f"  {outcome.title}: {outcome.closing_line}")
    # Also when pytest found no test at all: a round that runs nothing proves nothing.
    return 1 if any(outcome.status for outcome in outcomes) else 0


def _run(title: str, options: list[str]) -> Outcome:
    _say(f"\n=== {title} ===")
    closing_line = ""
    colour = "yes" if sys.stdout.isatty() else "no"
    command = [sys.executable, "-m", "pytest", f"--color={colour}", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
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
