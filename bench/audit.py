"""`make bench-audit`: how long the auditor takes for every public page, and which look and which rule cost most."""

import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from accessibility.model import PageReport
from bench.machine import headline, table
from tests.support.audit_portal import seen

MOST_SECONDS = 120 / 40  # of each page, when two are looked at side by side
SHOWN = 10


def main() -> int:
    headline("The auditor")
    report = seen()
    pages = sorted(report.judged, key=lambda page: -page.seconds)
    middle = statistics.median(page.seconds for page in pages)
    allowed = MOST_SECONDS * len(pages)
    print(
        f"{len(pages)} pages, all rules: {report.seconds:.0f} s (at most {allowed:.0f} s); the median {middle:.1f} s."
    )
    print(f"The slowest: {urlsplit(pages[0].url).path}, {pages[0].seconds:.1f} s.\n")
    _costs("look", pages, [page.spent for page in pages])
    print()
    _costs("rule in the look of the probes", pages, [page.probed for page in pages])
    return 0 if report.seconds <= allowed else 1


def _costs(name: str, pages: Sequence[PageReport], each: Sequence[dict[str, float]]) -> None:
    spent = Counter[str]()
    for one in each:
        spent.update(one)
    rows = [
        (what, f"{seconds:.2f}", f"{1000 * seconds / len(pages):.0f}") for what, seconds in spent.most_common(SHOWN)
    ]
    table((name, "seconds in all", "ms a page"), rows)


if __name__ == "__main__":
    sys.exit(main())
