"""Many people who sign up at one moment, from several processes with several threads each."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, update

import portal.courses.model  # noqa: F401  # what is signed up for; the whole portal would take seconds to import
from portal.db.engine import Database, open_database
from portal.db.rows import next_number
from portal.db.sessions import WriteSession
from portal.enrolments import entering
from portal.enrolments.model import Intake, Quota
from portal.enrolments.rules import PLACED, WAITING
from portal.messages import outbox, templates
from portal.web.sessions import writing
from tests.support.enrolling import a_form
from tests.support.house import CONTENT

THREADS = 4
WRITTEN = (entering.ENROLMENT, entering.PARTICIPANT, outbox.MESSAGE)
UNTIL_READY = 60


@dataclass(frozen=True)
class Answer:
    """What one of them was told, and how long it took."""

    number: int
    state: str
    asked: float
    told: float

    @property
    def seconds(self) -> float:
        return self.told - self.asked


def rush(url: str, secret: str, intake_id: int, people: int, processes: int, *, naive: bool = False) -> list[Answer]:
    """So many people, divided among the processes, who all begin when everyone is ready."""
    arguments = [url, secret, str(intake_id), str(people // processes), "naive" if naive else "guarded"]
    command = [sys.executable, "-m", "tests.support.rush", *arguments]
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen(command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(processes)
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    answers: list[Answer] = []
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in running:
        said, _ = one.communicate(timeout=UNTIL_READY)
        assert one.returncode == 0
        answers += [Answer(**given) for given in json.loads(said)]
    return answers


def main(url: str, secret: str, intake_id: str, people: str, guard: str) -> int:
    database = open_database(url, bytes.fromhex(secret))
    outbox.install(database, templates.load(CONTENT / "messages", sender={"zh": "样例", "en": "Sample"}))
    with database.reader() as session:
        intake = session.scalars(select(Intake).where(Intake.id == int(intake_id))).one()
    forms = [a_form(intake, phone=f"154{number:08}") for number in range(int(people))]
    if guard == "naive":
        entering.take_or_wait = look_then_write(database)  # the guard is taken away

    def one(number: int) -> Answer:
        asked = time.time()
        with writing(database) as session:
            mine = session.merge(intake, load=False)
            at = datetime.now(UTC)
            made = entering.enter(session, forms[number], mine, keyring=database.keyring, at=at)
            number, state = made.id, made.state
        return Answer(number=number, state=state, asked=asked, told=time.time())

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: _warm(database), range(THREADS)))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        answers = list(pool.map(one, range(len(forms))))
    database.dispose()
    sys.stdout.write(json.dumps([asdict(answer) for answer in answers]))
    return 0


def look_then_write(database: Database) -> Callable[..., entering.Decided]:
    """What the engine would be without its guard: it looks, decides, and writes what it decided."""

    def take(session: WriteSession, wanted: entering.SignUp, *, direct: bool) -> entering.Decided:
        with database.reader() as looking:
            where = Quota.intake_id == wanted.intake_id, Quota.channel == wanted.channel
            quota = looking.scalars(select(Quota).where(*where)).one()
        time.sleep(0.001)  # as long as a slow disk or another statement takes
        fits = direct and quota.waiting == 0 and quota.free >= wanted.size
        changed = {"taken": quota.taken + wanted.size} if fits else {"waiting": quota.waiting + wanted.size}
        written = update(Quota).where(*where).values(changed).execution_options(synchronize_session=False)
        numbers = session.execute(written.returning(*(next_number(table) for table in WRITTEN))).one()
        return entering.Decided(PLACED if fits else WAITING, numbers[0], numbers[1], numbers[2])

    return take


def _warm(database: Database) -> None:
    with database.reader() as session:
        session.scalar(select(Quota.taken).limit(1))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
