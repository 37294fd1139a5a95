"""Audits many pages side by side, following links within the hosts that were given."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from accessibility.auditor import Auditor, Wishes
from accessibility.browser import chromium, host
from accessibility.model import PageReport, SiteReport
from accessibility.site import compare
from accessibility.visit import same_site

Told = Callable[[PageReport], None]
WORKERS = 2


@dataclass
class _Line:
    """Addresses that wait, in order, and what has become of those that were taken."""

    most: int
    waiting: deque[str] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)
    done: dict[str, PageReport] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    busy: int = 0
    problem: BaseException | None = None
    change: threading.Condition = field(default_factory=threading.Condition)

    def add(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            if address not in self.known and len(self.order) < self.most:
                self.known.add(address)
                self.order.append(address)
                self.waiting.append(address)

    def take(self) -> str | None:
        with self.change:
            while not self.waiting and self.busy and self.problem is None:
                self.change.wait()
            if not self.waiting or self.problem is not None:
                return None
            self.busy += 1
            return self.waiting.popleft()

    def give(self, address: str, report: PageReport | None, links: Iterable[str]) -> None:
        with self.change:
            self.busy -= 1
            if report is not None:
                self.done[address] = report
                self.add(links)
            self.change.notify_all()


def audit(
    addresses: Iterable[str], wishes: Wishes, *, crawl: int = 0, workers: int = WORKERS, told: Told | None = None
) -> SiteReport:
    """The report on these addresses and on up to `crawl` further pages that they link to."""
    began = time.monotonic()
    given = list(dict.fromkeys(addresses))
    wishes = replace(wishes, hosts=sorted({*wishes.hosts, *(host(address) for address in given)}))
    line = _Line(most=len(given) + crawl)
    line.add(given)
    threads = [
        threading.Thread(target=_work, args=(line, wishes, bool(crawl), told), name=f"auditor {number}")
        for number in range(max(1, min(workers, line.most)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if line.problem is not None:
        raise line.problem
    pages = [line.done[address] for address in line.order if address in line.done]
    report = SiteReport(profile=wishes.profile, pages=pages)
    compare(report)
    report.seconds = round(time.monotonic() - began, 1)
    report.made_at = datetime.now(UTC).isoformat(timespec="seconds")
    report.version = own_version()
    return report


def own_version() -> str:
    try:
        return version("wanzhou-elder-portal")
    except PackageNotFoundError:
        return "0"


def _work(line: _Line, wishes: Wishes, crawls: bool, told: Told | None) -> None:  # noqa: FBT001 - of a thread
    try:
        with chromium() as browser:
            auditor = Auditor(browser, wishes)
            while (address := line.take()) is not None:
                report: PageReport | None = None
                links: list[str] = []
                try:
                    report, links = auditor.judge(address)
                    if told is not None:
                        told(report)
                finally:
                    line.give(address, report, same_site(links, wishes.hosts, address) if crawls else ())
            auditor.close()
    except BaseException as problem:  # noqa: BLE001 - it is raised again where somebody waits for it
        with line.change:
            line.problem = line.problem or problem
            line.change.notify_all()
