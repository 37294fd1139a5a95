"""What somebody has looked at and found right, with a reason that others can read."""

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from accessibility.model import Finding, Words

LEAST_REASON = {"zh": 8, "en": 20}
OVERRULED = Path(__file__).with_name("overruled.yaml")


class BadSuppressionError(Exception):
    """A row of the file cannot stand; the message says which and why."""


@dataclass(frozen=True)
class Suppression:
    """A rule is left out on some pages, or at some places of them; never without a reason."""

    rule: str
    reason: Words
    path: str = "*"
    text: str = ""

    def covers(self, url: str, found: Finding) -> bool:
        return (
            fnmatch(found.rule, self.rule)
            and fnmatch(urlsplit(url).path or "/", self.path)
            and (not self.text or self.text in f"{found.text} {found.html} {found.selector} {found.measured}")
        )


def read(path: Path) -> tuple[Suppression, ...]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (OSError, yaml.YAMLError) as problem:
        raise BadSuppressionError(f"{path}: {str(problem).splitlines()[0]}") from None
    return tuple(_row(row, number, path) for number, row in enumerate(rows, start=1))


def _row(row: dict[str, Any], number: int, path: Path) -> Suppression:
    reason = row.get("reason") or {}
    if not row.get("rule") or any(len(reason.get(language, "")) < least for language, least in LEAST_REASON.items()):
        raise BadSuppressionError(f"{path}: row {number} needs a rule, and a reason in zh and en of a whole sentence.")
    return Suppression(row["rule"], Words(reason["zh"], reason["en"]), row.get("path", "*"), row.get("text", ""))
