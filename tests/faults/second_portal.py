"""A program of the tests: a portal in a process of its own, whose clock stands where a file says."""

import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from portal.kernel.clock import LOCAL
from tests.support.live import serving
from tests.support.portal import make_app


@dataclass(frozen=True)
class WrittenClock:
    """The moment that stands in a file, for every process that reads it."""

    file: Path

    def now(self) -> datetime:
        return datetime.fromisoformat(self.file.read_text(encoding="ascii"))

    def today(self) -> date:
        return self.now().astimezone(LOCAL).date()


def main(database_url: str, clock: str, data_dir: str) -> int:
    """Says its address on one line, and goes when its input ends."""
    with serving(lambda url: make_app(database_url, WrittenClock(Path(clock)), Path(data_dir), public_url=url)) as live:
        sys.stdout.write(f"{live.url}\n")
        sys.stdout.flush()
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
