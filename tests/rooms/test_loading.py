"""What a person edits under content/ becomes what the public sees; a mistake is named and hurts nothing else."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.app import PUBLICATION_KINDS
from portal.courses.model import Course
from portal.db.engine import Database, open_database
from portal.kernel.clock import FixedClock
from portal.kernel.divisions import Divisions
from portal.publishing.loading import Report, load_all
from portal.publishing.model import Publication
from portal.web.sessions import writing
from tests.support.house import CONTENT
from tests.support.portal import NOW, SECRET

ZH = "title:\n  zh: "
FILE = "courses/baduanjin.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The content of the project, to be spoilt."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    return folder


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url, bytes.fromhex(SECRET))
    yield opened
    opened.dispose()


def load(database: Database, content: Path, *, days_later: int = 0) -> Report:
    clock = FixedClock(NOW + timedelta(days=days_later))
    with writing(database) as session:
        divisions = Divisions.load(content / "divisions")
        return load_all(session, content, PUBLICATION_KINDS, divisions=divisions, clock=clock)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def course(database: Database) -> Course:
    with database.reader() as session:
        return session.scalars(select(Course).where(Course.slug == "baduanjin")).one()


def test_everything_that_the_front_door_needs_is_there(database: Database, content: Path) -> None:
    with database.reader() as session:
        query = select(Publication.kind, func.count().label("many")).group_by(Publication.kind)
        counts = {row.kind: row.many for row in session.execute(query)}
    divisions = Divisions.load(content / "divisions")

    assert counts["course"] == 33
    assert counts["fraud_warning"] == 20
    assert counts["sports_event"] >= 12
    assert counts["tour"] >= 6
    assert counts["device"] >= 20
    assert (len(divisions.towns), len(divisions.villages)) == (52, 610)


def test_loading_twice_changes_nothing(database: Database, content: Path) -> None:
    report = load(database, content)

    assert (report.loaded, report.withdrawn, report.problems) == (0, 0, [])
    assert report.unchanged > 100


def test_a_changed_file_is_loaded_and_keeps_its_code(database: Database, content: Path) -> None:
    before = course(database)
    change(content / FILE, ZH, ZH + "新的")

    report = load(database, content)

    after = course(database)
    assert report.loaded == 1
    assert after.texts["zh"].title == "新的" + before.texts["zh"].title
    assert (after.code, after.version) == (before.code, before.version + 1)


def test_samples_never_grow_old(database: Database, content: Path) -> None:
    before = course(database).starts_on
    load(database, content, days_later=70)
    after = course(database).starts_on

    assert before is not None
    assert after == before + timedelta(days=70)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("capacity: ", "capacity: many # ", "capacity"),
        (ZH, "title:\n  cn: ", "title"),
        ("summary:", "sumary:", "sumary"),
        ("town: ", "town: '999999999' # ", "town"),
        ("access: [", "access: [helicopter, ", "place.access"),
        (ZH, "title:\n zh: [", "front matter"),
        ("---\n", "", "front matter"),
    ],
)
def test_a_mistake_is_named_with_its_field_and_the_rest_still_loads(
    database: Database, content: Path, old: str, new: str, field: str
) -> None:
    change(content / FILE, old, new)
    change(content / "courses/erhu.md", ZH, ZH + "新的")

    report = load(database, content)

    assert report.loaded == 1
    assert report.problems
    assert {problem.file for problem in report.problems} == {"baduanjin.md"}
    assert any(problem.field.startswith(field) and problem.what for problem in report.problems)


def test_a_file_that_is_gone_is_withdrawn_and_one_that_comes_back_is_live_again(
    database: Database, content: Path
) -> None:
    text = (content / FILE).read_text(encoding="utf-8")
    (content / FILE).unlink()
    assert load(database, content).withdrawn == 1
    assert not course(database).is_live(NOW)

    (content / FILE).write_text(text, encoding="utf-8")
    load(database, content)

    assert course(database).is_live(NOW)
