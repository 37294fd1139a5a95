"""Acknowledged sign-ups a second and the 95th percentile of an answer, on both databases: `make bench-enrol`."""

import sys
import tempfile
from pathlib import Path

from pydantic import SecretStr

from portal.app import opened
from portal.settings import Settings
from portal.web.sessions import writing
from tests.support.databases import Kind, Workshop
from tests.support.enrolling import an_intake
from tests.support.portal import NOW, SECRET
from tests.support.rush import rush

PEOPLE, PLACES = 500, 40
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


def main() -> int:
    print(f"{PEOPLE} people at one moment for {PLACES} places")
    for kind in KINDS:
        for processes in (2, 4):
            print(f"{kind:<11} {processes} processes: {measured(kind, processes)}")
    return 0


def measured(kind: Kind, processes: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder), kind)
        try:
            with workshop.copy(Path(folder)) as url:
                database = opened(Settings(database_url=url, secret_key=SecretStr(SECRET)))
                with writing(database) as session:
                    number = an_intake(session, now=NOW, places={"online": PLACES}).id
                database.dispose()
                answers = rush(url, SECRET, number, PEOPLE, processes)
        finally:
            workshop.close()
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
