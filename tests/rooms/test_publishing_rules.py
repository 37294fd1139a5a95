"""The life of a publication, walked whole: every state, every event, every role, and one, two or three people."""

from datetime import UTC, datetime
from itertools import product

import pytest

from portal.courses.model import Course
from portal.kernel.errors import Refusal, Stale
from portal.publishing.rules import STATES, STEPS, is_theirs, may

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROLES = ("editor", "reader", "publisher", "case_worker", "administrator")
WRITER, READER, OTHER = 1, 2, 3
# State, event, roles, with two people, with three: all the rest is refused.
OPEN = {
    ("draft", "submit", "editor"): (True, True),
    ("in_review", "approve", "reader"): (False, True),
    ("in_review", "approve", "publisher"): (False, True),
    ("in_review", "send_back", "reader"): (True, True),
    ("in_review", "send_back", "publisher"): (True, True),
    ("in_final", "send_back", "reader"): (True, True),
    ("in_final", "send_back", "publisher"): (True, True),
    ("in_review", "release", "publisher"): (True, False),
    ("in_final", "release", "publisher"): (True, True),
    ("published", "withdraw", "publisher"): (True, True),
    ("withdrawn", "reopen", "editor"): (True, True),
}


def a_course(state: str, *, public: bool = False) -> Course:
    """One whose text stands at `state`; with `public`, what stands there is a change to what everyone may read."""
    course = Course(state=state, version=4, written_by=WRITER)
    if state == "in_final":
        course.state, course.pending_state = "in_review", "in_final"
    if public:
        course.state, course.pending_state, course.pending = "published", state, {"title": {"zh": "新"}}
    return course


@pytest.mark.parametrize(("state", "event", "role"), list(product(STATES, STEPS, ROLES)))
@pytest.mark.parametrize("people", [2, 3])
def test_who_may_do_what_when(state: str, event: str, role: str, people: int) -> None:
    expected = OPEN.get((state, event, role), (False, False))[people - 2]

    assert may(event, state=state, roles=frozenset({role}), people=people) is expected


@pytest.mark.parametrize(("state", "event"), list(product(STATES, STEPS)))
def test_a_step_leads_where_the_table_says_or_changes_nothing(state: str, event: str) -> None:
    course = a_course(state)

    if state in STEPS[event].sources:
        course.take(event, by=OTHER, version=4, at=NOW)
        assert (course.work_state, course.version) == (STEPS[event].target, 5)
    else:
        with pytest.raises(Refusal):
            course.take(event, by=OTHER, version=4, at=NOW)
        assert (course.work_state, course.version) == (state, 4)


@pytest.mark.parametrize(("state", "event"), list(product(("draft", "in_review", "in_final"), STEPS)))
def test_a_change_to_something_public_takes_the_same_steps_and_it_stays_public(state: str, event: str) -> None:
    course = a_course(state, public=True)

    if event == "withdraw":
        course.take(event, by=OTHER, version=4, at=NOW)
        assert (course.state, course.pending_state, course.pending) == ("withdrawn", None, None)
    elif state in STEPS[event].sources:
        course.take(event, by=OTHER, version=4, at=NOW)
        assert course.state == "published"
        assert course.work_state == STEPS[event].target
    else:
        with pytest.raises(Refusal):
            course.take(event, by=OTHER, version=4, at=NOW)
        assert (course.state, course.pending_state) == ("published", state)


@pytest.mark.parametrize("event", ["approve", "release"])
def test_nobody_agrees_to_their_own_text(event: str) -> None:
    course = a_course("in_review")

    with pytest.raises(Refusal, match="own text"):
        course.take(event, by=WRITER, version=4, at=NOW)

    assert (course.work_state, course.version) == ("in_review", 4)


def test_where_three_read_it_the_third_is_neither_the_writer_nor_the_second() -> None:
    course = a_course("in_review")
    with pytest.raises(Refusal, match="has not agreed"):
        course.take("release", by=OTHER, version=4, at=NOW, people=3)
    course.take("approve", by=READER, version=4, at=NOW, people=3)

    with pytest.raises(Refusal, match="third person"):
        course.take("release", by=READER, version=5, at=NOW, people=3, read_by=READER)

    course.take("release", by=OTHER, version=5, at=NOW, people=3, read_by=READER)
    assert (course.state, course.work_state, course.released_by) == ("published", "published", OTHER)


@pytest.mark.parametrize(("state", "event"), list(product(STATES, STEPS)))
def test_an_old_version_is_refused_whatever_was_asked(state: str, event: str) -> None:
    course = a_course(state)

    with pytest.raises(Stale):
        course.take(event, by=OTHER, version=3, at=NOW)

    assert (course.work_state, course.version) == (state, 4)


def test_a_department_works_on_its_own_and_the_leading_one_on_all() -> None:
    leading = frozenset({"主办单位"})

    assert is_theirs(owner="卫生", department="卫生", leading=leading)
    assert is_theirs(owner=None, department="卫生", leading=leading)
    assert is_theirs(owner="卫生", department="主办单位", leading=leading)
    assert not is_theirs(owner="卫生", department="文旅", leading=leading)
