"""What the auditor looks at on the portal: which pages there are, how deep it looks at each, and what must not be."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2

from accessibility.auditor import Wishes
from accessibility.model import PageReport, Severity
from accessibility.suppressing import read
from tests.house.test_routes import doors, flat
from tests.support.house import ROOT
from tests.support.live import LONGEST_ANSWER

if TYPE_CHECKING:
    from tests.support.live import Live

SPARED = read(ROOT / "accessibility" / "portal.yaml")
# Addresses that answer with something else than a page.
NO_PAGE = {
    "/healthz": "two letters for a machine",
    "/static/{stamped:path}": "style sheets and scripts",
    "/q/{code}": "leads on to a page that is looked at",
    "/Q/{code}": "the same, as a QR code writes it",
    "/E/{reference}": "leads on from the code on a slip to where the proof is asked for",
    "/e/{reference}": "the same, typed by hand",
    "/week/{town}/{day}": "is linked where a day is busy; test_steps looks at it",
    "/draws/{number}": "stands only where places are drawn; test_steps looks at it",
    "/F/{serial}": "leads on from the code on a paper form",
    "/f/{serial}": "the same, typed by hand",
    "/staff/one-time/{token}": "opens once; the desks begin there",
    "/approve/{token}": "opens for one signed link only; test_steps looks at it",
}
# One page for each shape: here the engines that others wrote look too, and the page is opened without scripts and in
# its largest text. `make audit` does so everywhere.
SHAPES = (
    "/",
    "/courses",
    "/courses/{slug}",
    "/fraud-warnings/report",
    "/help",
    "/search",
    "/service-points/{town}",
    "/settings",
    "/verify",
    "/week/{town}",
)
LANGUAGES = {"zh": "zh-1-standard", "en": "en-1-standard"}
STAFF = "/staff"
FILES = (".csv", ".json", ".ics", ".pdf")
LINK = re.compile(r'href="([^"#?]+)')


def wishes(live: "Live", language: str = "zh", **more: object) -> Wishes:
    usual = {
        "hosts": (urlsplit(live.url).netloc,),
        "language": language,
        "larger": "size=3",
        "other": "lang=en" if language == "zh" else "lang=zh",
        "cookies": (("reading", LANGUAGES[language]),),
        "suppressions": SPARED,
    }
    return Wishes(**(usual | more))  # type: ignore[arg-type]  # each name is one of Wishes


def none_is_grave(reports: Iterable[PageReport]) -> None:
    lines = [line for report in reports for line in _grave(report)]
    assert not lines, "\n".join(["The auditor finds:", *lines])


def _grave(report: PageReport) -> list[str]:
    """What must not be: a veto or an error, or a page that could not be judged."""
    if report.problem is not None:
        return [f"{report.url}: {report.problem.en}"]
    found = report.at_least(Severity.ERROR)
    return [f"{report.url} [{f.rule}] {f.measured} {f.under} | {f.text[:40]} | {f.selector}" for f in found]


def templates(live: "Live", door: str, role: str = "") -> set[str]:
    """Every address behind such a door that can be looked at, as the routes themselves say; or what this role opens."""
    routes = [route for route in flat(live.app.routes) if "GET" in (route.methods or set())]
    return {route.path for route in routes if any(opens(one, door, role) for one in doors(route))}


def opens(name: str, door: str, role: str) -> bool:
    return name.startswith(door) and (not role or role in re.split(r" of | or ", name))


def pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\}", "[^/]+", re.escape(template)))


def shape_of(path: str, known: Iterable[str]) -> str | None:
    """The route that this path belongs to; one without a name in it goes before one with."""
    return next((name for name in sorted(known, key=lambda name: "{" in name) if pattern(name).fullmatch(path)), None)


def public_pages(live: "Live") -> Iterator[tuple[str, str]]:
    """Each kind of page with one address of it; for what carries a name, the first that is linked anywhere."""
    wanted = {name for name in templates(live, "anyone") - set(NO_PAGE) if not name.startswith(STAFF)}
    waiting, looked_at = deque(sorted(path for path in wanted if "{" not in path)), set[str]()
    with httpx2.Client(base_url=live.url, timeout=LONGEST_ANSWER) as client:
        while waiting and wanted:
            path = waiting.popleft()
            template = shape_of(path, wanted)
            if template is None:
                continue
            answer = client.get(path, follow_redirects=True)
            assert answer.status_code == httpx2.codes.OK, f"{path} answers {answer.status_code}"
            if "{" in template and answer.url.path != path:
                waiting.append(answer.url.path)
                continue  # this one lives elsewhere; another of its kind has to be looked at
            wanted.discard(template)
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            waiting.extend(link.removeprefix(live.url) for link in LINK.findall(answer.text))
            if answer.url.path not in looked_at:
                looked_at.add(answer.url.path)
                yield template, live.url + answer.url.path
    unseen = {template for template in wanted if not template.endswith((*FILES, "{suffix}"))}
    assert unseen == set(), f"Nothing links to {unseen}, so nobody looked: link them, or walk to them."
