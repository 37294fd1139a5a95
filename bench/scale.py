"""`make bench-scale`: an uncached list page as the number of publications grows, on the embedded database."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

from bench.corpus import add
from bench.machine import LARGEST, headline, percentile, table
from portal.kernel.clock import FixedClock
from portal.web.sessions import writing
from tests.support.databases import Workshop
from tests.support.desk import EDITOR, one_time_links, sign_in
from tests.support.portal import NOW, PUBLIC_URL, make_app
from tests.support.visitor import Visitor

SIZES = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= LARGEST]
# Unmeasured, so that what a process remembers is known; then measured.
WARMING, REPEATS = 20, 60
AT_ONCE = 100_000
TOWN = "town=500101018"
PAGES = {
    "/courses": "all",
    "/courses?page=40": "page 40",
    "/courses?day=week": "a week",
    f"/courses?{TOWN}&category=music": "town, category",
    f"/courses?{TOWN}&category=music&level=all&access=wheelchair_loan": "four filters, rare",
    f"/courses?day=week&{TOWN}&category=music&access=wheelchair_loan": "the same in a week",
    "/courses?category=music&free=1": "two common things, never together",
    "/courses?day=week&free=1&access=parking&access=lift": "no hit in a week",
    "/search?q=太极": "search",
    "/": "home",
    "/feed.atom": "feed",
    "/fraud-warnings/feed.atom": "feed of warnings",
    "/open-data/v1/courses.json": "JSON, the first part",
    "/open-data/v1/courses.ics": "calendar",
    f"/open-data/v1/courses.ics?{TOWN}": "calendar of a town",
    f"/week/{TOWN[5:]}?from=2027-03-01": "a town's week",
    f"/week/{TOWN[5:]}/2027-03-02": "a town's day",
    f"/board/{TOWN[5:]}": "board",
    "/courses/bench-7": "one course",
    "/staff/publications": "desk",
    "/staff/publications/courses": "the desk's list",
}


def main() -> int:
    headline("Growth")
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shop").mkdir()
        workshop = Workshop(folder / "shop", "sqlite")
        with _portal(workshop, folder / "small") as (few, small), _portal(workshop, folder / "large") as (app, large):
            _grow(few, 0, SIZES[0])
            known = 0
            for size in SIZES:
                _grow(app, known, size)
                known = size
                for path, what in PAGES.items():
                    beside, times = _times(path, small, large)
                    middle, least = statistics.median(times), statistics.median(beside)
                    half = f"{percentile(times, 0.25):.1f} to {percentile(times, 0.75):.1f}"
                    rows.append((what, f"{size:,}", f"{least:.1f}", f"{middle:.1f}", f"{middle / least:.2f}", half))
        workshop.close()
    table(("page", "publications", f"ms at {SIZES[0]:,}, beside", "CPU ms a page", "times", "the middle half"), rows)
    return 0


@contextmanager
def _portal(workshop: Workshop, folder: Path) -> Iterator[tuple[FastAPI, TestClient]]:
    folder.mkdir()
    with workshop.copy(folder) as url:
        app = make_app(url, FixedClock(NOW), folder)
        event.listen(app.state.database.writing, "connect", _in_haste)
        with TestClient(app, base_url=PUBLIC_URL, follow_redirects=False) as client:
            sign_in(Visitor(client), one_time_links(app)[EDITOR])
            yield app, client


def _in_haste(connection: Any, _: object) -> None:
    """What is only made to be measured need not outlive a power cut; reading is as it always is."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-1000000")


def _grow(app: FastAPI, known: int, size: int) -> None:
    started, processor = time.perf_counter(), time.process_time()
    for start in range(known, size, AT_ONCE):
        with writing(app.state.database) as session:
            add(session, min(AT_ONCE, size - start), start=start, search=True, in_haste=True)
    took, used = time.perf_counter() - started, time.process_time() - processor
    print(f"{size:,} made in {took:.0f} s, {used:.0f} s of processor time", file=sys.stderr, flush=True)


def _times(path: str, *clients: TestClient) -> list[list[float]]:
    """Of each portal in turn: what others do on the machine comes and goes within minutes, and hits all alike."""
    times: list[list[float]] = [[] for _ in clients]
    for turn in range(WARMING + REPEATS):
        for client, found in zip(clients, times, strict=True):
            started = time.process_time()
            headers = {} if path.startswith("/staff") else {"cookie": "nobody=1"}
            assert client.get(path, headers=headers).status_code == 200
            if turn >= WARMING:
                found.append((time.process_time() - started) * 1000)
    return times


if __name__ == "__main__":
    sys.exit(main())
