"""`make bench-scale`: an uncached list page as the number of publications grows, on the embedded database."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from bench.corpus import add
from bench.machine import LARGEST, headline, spread, table
from portal.kernel.clock import FixedClock
from portal.web.sessions import writing
from tests.support.databases import Workshop
from tests.support.portal import NOW, PUBLIC_URL, make_app

SIZES = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= LARGEST]
REPEATS = 15
PAGES = ("/courses", "/courses?town=500101018&category=music", "/search?q=太极")


def main() -> int:
    headline("Growth")
    rows, first = [], {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shop").mkdir()
        workshop = Workshop(folder / "shop", "sqlite")
        with workshop.copy(folder) as url:
            app = make_app(url, FixedClock(NOW), folder)
            with TestClient(app, base_url=PUBLIC_URL) as client:
                known = 0
                for size in SIZES:
                    with writing(app.state.database) as session:
                        add(session, size - known, start=known, search=True)
                    known = size
                    for path in PAGES:
                        times = _times(client, path)
                        middle = statistics.median(times)
                        first.setdefault(path, middle)
                        rows.append((path, f"{size:,}", f"{middle:.1f}", f"{middle / first[path]:.2f}", spread(times)))
        workshop.close()
    table(("page", "publications", "CPU ms a page", "times that of the smallest", "spread"), rows)
    return 0


def _times(client: TestClient, path: str) -> list[float]:
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        assert client.get(path, headers={"cookie": "nobody=1"}).status_code == 200
        times.append((time.process_time() - started) * 1000)
    return times[2:]


if __name__ == "__main__":
    sys.exit(main())
