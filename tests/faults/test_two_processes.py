"""Two processes, one database: a text is released once, and what is planned comes and goes in both at its minute."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from portal.people.doors import staff_of
from portal.people.model import StaffMember
from portal.publishing.model import Publication
from portal.publishing_desk import service
from portal.publishing_desk.model import PublicationStep
from portal.publishing_desk.service import Desk
from portal.web.sessions import writing
from tests.support.desk import EDITOR, KINDS, PUBLISHER, number_of, one_time_links
from tests.support.house import ROOT
from tests.support.live import LONGEST_ANSWER
from tests.support.portal import NOW

OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def clock_file(tmp_path: Path) -> Path:
    file = tmp_path / "clock"
    file.write_text(NOW.isoformat(), encoding="ascii")
    return file


@pytest.fixture
def two(app: FastAPI, database_url: str, clock_file: Path, tmp_path: Path) -> Iterator[list[httpx2.Client]]:
    """Two portals in processes of their own; each has a client that follows nothing."""
    app.state.database.dispose()
    command = [sys.executable, "-m", "tests.faults.second_portal", database_url, str(clock_file), str(tmp_path)]
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(2)
        ]
        clients = []
        for process in started:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            clients.append(stack.enter_context(httpx2.Client(base_url=address, timeout=LONGEST_ANSWER)))
        yield clients
        for process in started:
            process.communicate(timeout=LONGEST_ANSWER)


def handed_in(app: FastAPI, number: int) -> int:
    """A change to a course that waits for its second reader; returns its version."""
    with writing(app.state.database) as session:
        state = app.state
        desk = Desk(KINDS["course"], state.desk_rules, state.divisions, state.clock, state.approved_phones)
        row = session.get_one(KINDS["course"].model, number)
        editor = staff_of(session.scalars(select(StaffMember).where(StaffMember.username == EDITOR)).one())
        document = dict(row.document or {}) | {"title": {"zh": "二胡提高班", "en": "Erhu"}}
        service.rewrite(session, desk, row, document, version=row.version, by=editor)
        service.take(session, desk, row, "submit", version=row.version, by=editor)
        return row.version


def test_one_release_of_two_at_once_counts_and_what_is_planned_is_kept_to_the_minute_in_both(
    app: FastAPI, two: list[httpx2.Client], clock_file: Path
) -> None:
    link, number = one_time_links(app)[PUBLISHER], number_of(app, "erhu")
    version = handed_in(app, number)
    two[1].cookies.set("staff", two[0].post(link, headers=OURS).cookies["staff"])
    gate = Barrier(2)

    def release(client: httpx2.Client) -> int:
        gate.wait()
        path = f"/staff/publications/courses/{number}/publication"
        return client.post(path, data={"version": str(version)}, headers=OURS).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(release, two)) == [303, 409]
    with app.state.database.reader() as session:
        released = PublicationStep.event == "release", PublicationStep.publication_id == number
        assert session.scalar(select(func.count()).where(*released)) == 1

    begins, ends = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    with writing(app.state.database) as session:
        row = session.get_one(Publication, number)
        row.show_from, row.show_until = begins, ends
    told = []
    for moment in (begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends):
        clock_file.write_text(moment.isoformat(), encoding="ascii")
        for client in two:
            answer, listed = client.get("/courses/erhu"), client.get("/courses?category=music").text
            told.append((answer.status_code, "二胡提高班" in listed))
    assert told == [(404, False)] * 2 + [(200, True)] * 4 + [(410, False)] * 2
    app.state.database.dispose()
