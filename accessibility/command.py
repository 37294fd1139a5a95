"""What a person types, and the exit status: 0 fit, 1 faults, 2 nothing could be judged, 3 a wrong command."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from accessibility import suppressing
from accessibility.auditing import WORKERS, audit
from accessibility.auditor import Wishes
from accessibility.browser import NoBrowserError
from accessibility.engines import ChangedEngineError
from accessibility.model import PROFILES, PageReport, Severity, SiteReport
from accessibility.report import FORMATS
from accessibility.rules import ALL
from accessibility.visit import PATIENCE, address_of

MOST_PATIENCE = 300
MOST_DIGITS = 6
FIT, FAULTS, NOTHING, WRONG = 0, 1, 2, 3
FAIL_ON = {"veto": Severity.VETO, "error": Severity.ERROR, "warn": Severity.WARN, "look": Severity.LOOK}


class _Parser(argparse.ArgumentParser):
    """Ends with 3, because 2 says that nothing could be judged."""

    def error(self, message: str) -> None:  # type: ignore[override]  # it ends the program all the same
        self.print_usage(sys.stderr)
        self.exit(WRONG, f"{message}\n")


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.command == "rules":
        return _rules(options.language)
    try:
        spared = suppressing.read(options.suppressions) if options.suppressions else ()
    except suppressing.BadSuppressionError as problem:
        _tell(str(problem))
        return WRONG
    wishes = Wishes(
        profile=options.profile,
        hosts=tuple(options.host),
        language=options.page_language,
        larger=options.larger,
        other=options.other_language,
        light=options.light,
        pictures=options.format == "html" and not options.no_pictures,
        cookies=tuple(options.cookie),
        storage=options.storage,
        patience=options.patience,
        any_certificate=options.any_certificate,
        suppressions=spared,
    )
    told = None if options.quiet else _progress
    try:
        report = audit(options.address, wishes, crawl=options.crawl, workers=options.workers, told=told)
    except (NoBrowserError, ChangedEngineError) as problem:
        _tell(str(problem))
        return NOTHING
    _write(FORMATS[options.format](report, options.language), options.output)
    return status(report, FAIL_ON.get(options.fail_on))


def status(report: SiteReport, limit: Severity | None) -> int:
    if not report.judged:
        return NOTHING
    worst = report.worst()
    return FAULTS if limit is not None and worst is not None and worst >= limit else FIT


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="accessibility", description="Look at web pages with the eyes and hands of an elder.")
    commands = parser.add_subparsers(dest="command", required=True)
    look = commands.add_parser("audit", help="look at pages and say what is wrong")
    look.add_argument("address", nargs="+", type=_address, metavar="URL|FILE")
    look.add_argument("--crawl", type=_pages, default=0, metavar="N", help="follow links to N further pages")
    look.add_argument("--profile", choices=PROFILES, default="elder")
    look.add_argument("--format", choices=tuple(FORMATS), default="text")
    look.add_argument("--output", type=_writable, metavar="FILE", help="write the report there")
    look.add_argument("--fail-on", choices=(*FAIL_ON, "never"), default="error", help="from where on the status is 1")
    look.add_argument("--language", choices=("zh", "en"), default="zh", help="of the report")
    look.add_argument("--page-language", default="zh", metavar="zh|en", help="what the browser asks for")
    look.add_argument("--larger", default="", metavar="QUERY", help="how the site enlarges text, like size=3")
    look.add_argument("--other-language", default="", metavar="QUERY", help="how it changes the language, like lang=en")
    look.add_argument("--host", action="append", default=[], metavar="HOST", help="a further host that may be asked")
    look.add_argument("--cookie", action="append", default=[], type=_cookie, metavar="NAME=VALUE", help="sent with all")
    look.add_argument(
        "--storage", type=_readable, metavar="FILE", help="cookies of somebody signed in, as Playwright stores them"
    )
    look.add_argument(
        "--suppressions", type=Path, metavar="FILE", help="what was looked at and found right, with reasons"
    )
    look.add_argument("--any-certificate", action="store_true", help="open sites with a self-signed certificate")
    look.add_argument("--light", action="store_true", help="the page as it stands only, without other conditions")
    look.add_argument(
        "--patience", type=_seconds, default=PATIENCE, metavar="S", help="seconds a page may take to open"
    )
    look.add_argument("--no-pictures", action="store_true", help="leave the pictures out of the HTML report")
    look.add_argument("--workers", type=_pages, default=WORKERS, metavar="N", help="browsers side by side")
    look.add_argument("--quiet", action="store_true", help="say nothing while looking")
    listed = commands.add_parser("rules", help="list every rule with its source")
    listed.add_argument("--language", choices=("zh", "en"), default="zh")
    return parser


def _address(given: str) -> str:
    try:
        return address_of(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given!r} is neither an address (http, https) nor a file") from None


def _pages(given: str) -> int:
    if not (given.isascii() and given.isdecimal()) or len(given) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"{given!r} is not a whole number")
    return int(given)


def _writable(given: str) -> Path:
    """Asked before anything is looked at, so that no report is lost when all is done."""
    path = Path(given)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"{given!r} cannot be written: there is no such folder, or it is one itself")
    return path


def _readable(given: str) -> str:
    if not Path(given).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {given!r}")
    return given


def _seconds(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= MOST_PATIENCE:
        raise argparse.ArgumentTypeError(f"{given!r} is not a number of seconds from 0 to {MOST_PATIENCE}")
    return seconds


def _cookie(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{given!r} is not NAME=VALUE")
    return name, value


def _rules(language: str) -> int:
    for rule in ALL:
        limits = ", ".join(f"{profile} {limit:g}{rule.unit}" for profile, limit in rule.limits.items())
        sources = "; ".join(f"{source.document} {source.clause} [{source.confidence}]" for source in rule.sources)
        sys.stdout.write(
            f"{rule.id} ({', '.join(rule.rows)}) {rule.severity.name.lower()}: {rule.asks.said(language)}\n"
        )
        sys.stdout.write(f"    {limits}\n    {sources}\n")
    return FIT


def _progress(page: PageReport) -> None:
    said = f"✕ {page.problem.en}" if page.problem else f"{len(page.findings)} findings"
    _tell(f"{page.seconds:5.1f} s  {page.url}  {said}")


def _write(text: str, path: Path | None) -> None:
    if path is None:
        sys.stdout.write(text)
    else:
        path.write_text(text, encoding="utf-8")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
