"""`make bench-first-view`: the bytes that a phone fetches before it shows something, for every public page."""

import re
import statistics
import sys
import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from bench.machine import headline, table
from portal.kernel.clock import FixedClock
from tests.support.databases import Workshop
from tests.support.portal import NOW, PUBLIC_URL, make_app

BR = {"accept-encoding": "br"}
HEAVIEST = 8


def main() -> int:
    headline("First view")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shop").mkdir()
        workshop = Workshop(folder / "shop", "sqlite")
        with (
            workshop.copy(folder) as url,
            TestClient(make_app(url, FixedClock(NOW), folder), base_url=PUBLIC_URL) as client,
        ):
            listed = {
                path for path in re.findall(r'href="(/[^"#?]*)"', client.get("/sitemap").text) if "static" not in path
            }
            sizes = {path: size for path in sorted({*listed, "/"}) if (size := _sizes(client, path))}
        workshop.close()
    heaviest = sorted(sizes, key=lambda path: -sum(sizes[path][:2]))[:HEAVIEST]
    table(
        ("page", "HTML", "CSS and icons", "before reading", "with scripts"),
        [(path, *sizes[path][:2], sum(sizes[path][:2]), sum(sizes[path])) for path in heaviest],
    )
    middle = statistics.median(sum(size[:2]) for size in sizes.values())
    print(f"\n{len(sizes)} pages; the median needs {middle:.0f} bytes before reading.")
    return 0


def _sizes(client: TestClient, path: str) -> tuple[int, int, int] | None:
    answer = client.get(path, headers=BR)
    if "html" not in answer.headers.get("content-type", ""):
        return None
    first = set(re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text))
    first |= set(re.findall(r'<use href="([^"#]+)', answer.text))
    later = set(re.findall(r'<script src="([^"]+)" defer', answer.text))
    weight = {name: int(client.get(name, headers=BR).headers["content-length"]) for name in first | later}
    return (
        int(answer.headers["content-length"]),
        sum(weight[name] for name in first),
        sum(weight[name] for name in later),
    )


if __name__ == "__main__":
    sys.exit(main())
