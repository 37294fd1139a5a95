"""`make audit`: start a portal of its own, look at every public page of it, and say what is wrong.

With `--record` what was seen is written to content/accessibility/last_run.yaml, from which the statement is made.
"""

import sys
import tempfile
from pathlib import Path

import yaml

from accessibility.auditing import audit
from accessibility.command import FAULTS, FIT
from accessibility.engines import versions
from accessibility.model import Severity, SiteReport
from accessibility.report import FORMATS
from accessibility.rules import ALL
from accessibility.score import grades, score
from portal.kernel.clock import FixedClock
from tests.accessibility.looking import public_pages, wishes
from tests.support.house import CONTENT
from tests.support.live import serving
from tests.support.portal import NOW, fill, make_app

RECORD = CONTENT / "accessibility" / "last_run.yaml"
HEAD = "# What the auditor saw when it last looked at every public page. Written by `make audit`; do not edit.\n"


def main(options: list[str]) -> int:
    report = seen()
    form = "html" if "--html" in options else "text"
    sys.stdout.write(FORMATS[form](report, "zh"))
    if "--record" in options:
        record(report)
    worst = report.worst()
    return FAULTS if worst is not None and worst >= Severity.ERROR else FIT


def seen() -> SiteReport:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/audit.db"
        fill(url)
        with serving(lambda address: make_app(url, FixedClock(NOW), Path(folder), public_url=address)) as live:
            return audit(dict(public_pages(live)).values(), wishes(live))


def record(report: SiteReport) -> None:
    """Figures only: what they mean is said by the statement."""
    counts = grades(report.pages)
    rows = {
        "on": report.made_at[:10],
        "version": report.version,
        "engines": versions(),
        "rules": len(ALL),
        "profile": report.profile,
        "pages": len(report.judged),
        "vetoes": counts[Severity.VETO],
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARN],
        "technical": score(report).points,
        "left_to_people": len({look.rule for page in report.pages for look in page.unjudged}),
    }
    RECORD.write_text(HEAD + yaml.safe_dump(rows, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
