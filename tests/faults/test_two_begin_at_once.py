"""Two processes that are started in the same moment on an empty database: one brings it up to date, the other waits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import Workshop
from tests.support.house import ROOT
from tests.support.portal import SECRET

PATIENCE = 60


@pytest.fixture
def empty(workshop: Workshop, tmp_path: Path) -> Iterator[str]:
    with workshop.empty(tmp_path) as url:
        yield url


def test_both_are_content_and_everything_is_there_once(empty: str, tmp_path: Path) -> None:
    settings = {"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_SECRET_KEY": SECRET, "PORTAL_DATABASE_URL": empty}
    command = [str(Path(sys.executable).with_name("portal")), "load"]
    both = [
        subprocess.Popen(
            command, env=os.environ | settings, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]

    answers = [one.communicate(timeout=PATIENCE) for one in both]

    assert [one.returncode for one in both] == [0, 0], [said for _, said in answers]
    assert sorted(said.split()[1] == "0" for said, _ in answers) == [False, True], answers
