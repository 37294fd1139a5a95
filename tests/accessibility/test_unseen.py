"""Pages written from the standards, the first three by somebody who had not seen the rules: what they hide is found."""

from pathlib import Path

import pytest
import yaml

from accessibility.auditing import audit
from accessibility.auditor import Wishes
from accessibility.model import Finding
from accessibility.rules import BY_ID
from tests.accessibility.sites import site

HERE = Path(__file__).parent / "unseen"
HIDDEN = yaml.safe_load((HERE / "hidden.yaml").read_text(encoding="utf-8"))


def speaks_of(found: Finding, row: str, where: str) -> bool:
    """An engine that others wrote has no row; ours have."""
    rule = BY_ID.get(found.rule)
    return rule is not None and row in rule.rows and where in f"{found.selector} {found.html} {found.text}"


@pytest.mark.browser
@pytest.mark.once
def test_what_unseen_pages_hide_is_found() -> None:
    pages = {f"/{name}": (HERE / f"{name}.html").read_text(encoding="utf-8") for name in HIDDEN}
    with site(pages) as running:
        report = audit([running.url + path for path in pages], Wishes())

    missed = {
        (name, fault["row"], fault.get("where"))
        for name, page in zip(HIDDEN, report.pages, strict=True)
        for fault in HIDDEN[name]
        if not any(speaks_of(found, fault["row"], fault.get("where", "")) for found in page.findings)
    }
    given_up = {
        (name, fault["row"], fault.get("where")) for name in HIDDEN for fault in HIDDEN[name] if "not_found" in fault
    }
    assert [page.problem for page in report.pages if page.problem] == []
    assert missed == given_up
