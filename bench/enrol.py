"""Acknowledged sign-ups a second and the 95th percentile of an answer, on both databases: `make bench-enrol`."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from portal.app import opened
from portal.enrolments import store
from portal.settings import Settings
from portal.web.sessions import writing
from tests.support.crowd import ready_to_send, sent_at_once
from tests.support.databases import Kind, Workshop
from tests.support.enrolling import an_intake
from tests.support.portal import NOW, SECRET
from tests.support.rush import rush

PEOPLE, PLACES = 500, 40
WITHIN, SEE_OTHER, LOOP = 2.0, 303, 10_000_000
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


def main() -> int:
    print(f"{PEOPLE} people at one moment for {PLACES} places")
    for kind in KINDS:
        for processes in (2, 4):
            print(f"{kind:<11} {processes} processes: {measured(kind, processes)}")
    print(f"the same over HTTP: {PEOPLE} browsers send their last page within {WITHIN:.0f} s")
    for kind in KINDS:
        for processes in (2, 4):
            print(f"{kind:<11} {processes} processes: {over_http(kind, processes)}")
    began = time.process_time()
    sum(range(LOOP))
    print(f"this machine counts to {LOOP:,} in {time.process_time() - began:.2f} s of processor time")
    return 0


@contextmanager
def an_open_course(kind: Kind) -> Iterator[tuple[str, int, Path]]:
    """A database of its own with a course of forty places."""
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder), kind)
        try:
            with workshop.copy(Path(folder)) as url:
                database = opened(Settings(database_url=url, secret_key=SecretStr(SECRET)))
                with writing(database) as session:
                    number = an_intake(session, now=NOW, places={"online": PLACES}).id
                database.dispose()
                yield url, number, Path(folder)
        finally:
            workshop.close()


def over_http(kind: Kind, processes: int) -> str:
    with an_open_course(kind) as (url, number, folder):
        database = opened(Settings(database_url=url, secret_key=SecretStr(SECRET)))
        tokens = ready_to_send(database, number, PEOPLE)
        database.dispose()
        found, spent = sent_at_once(url, folder, number, tokens, processes=processes, within=WITHIN)
        database = opened(Settings(database_url=url, secret_key=SecretStr(SECRET)))
        with database.reader() as session:
            held = store.intake(session, number).holding
        database.dispose()
    waits = sorted(one.seconds for one in found)
    good = sum(one.status == SEE_OTHER and "/receipt" in one.where for one in found)
    return (
        f"{good} receipts, {held} places given, p50 {waits[len(waits) // 2]:.2f} s, "
        f"p95 {waits[int(len(waits) * 0.95)]:.2f} s, {spent / PEOPLE * 1000:.1f} ms of processor time each"
    )


def measured(kind: Kind, processes: int) -> str:
    with an_open_course(kind) as (url, number, _):
        answers = rush(url, SECRET, number, PEOPLE, processes)
    began, ended = min(one.asked for one in answers), max(one.told for one in answers)
    waits = sorted(one.seconds for one in answers)
    arrived = sorted(one.told - began for one in answers)
    placed = sum(one.state == "placed" for one in answers)
    last = int(len(answers) * 0.95)
    return (
        f"{len(answers) / (ended - began):6.0f} sign-ups a second, p95 {waits[last] * 1000:.0f} ms each, "
        f"95 % answered within {arrived[last]:.2f} s of the beginning, {placed} places given"
    )


if __name__ == "__main__":
    sys.exit(main())
