"""The life of a home modification, walked from every state by every event."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.home_modifications.model import HomeModification
from portal.home_modifications.rules import LIFE
from portal.kernel.errors import Refusal, Stale

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def sent() -> HomeModification:
    made = HomeModification()
    made.begin({"senior": {"name": "样例老人甲"}}, at=NOW)
    return made


@pytest.mark.parametrize("state", LIFE.names)
@pytest.mark.parametrize("event", LIFE.steps)
def test_only_the_arrows_of_the_table_can_be_walked(state: str, event: str) -> None:
    request, step = sent(), LIFE.steps[event]
    request.state = state

    if state in step.sources:
        request.take(event, actor=step.who, version=1, at=NOW)
        assert (request.state, request.version) == (step.target, 2)
        assert (request.closed_at is not None) == (step.target in LIFE.ended)
    else:
        with pytest.raises(Refusal):
            request.take(event, actor=step.who, version=1, at=NOW)
        assert (request.state, request.version, len(request.events)) == (state, 1, 1)


def test_whoever_read_an_older_version_changes_nothing() -> None:
    request = sent()
    request.take("accept", actor="desk", version=1, at=NOW)

    with pytest.raises(Stale):
        request.take("close", actor="desk", version=1, at=NOW)

    assert request.state == "accepted"


def test_every_state_can_be_reached_and_has_words() -> None:
    reached = {LIFE.sent.target} | {step.target for step in LIFE.steps.values()}

    assert reached == set(LIFE.names)
    assert all(LIFE.sentence(event) for event in (*LIFE.steps, LIFE.sent.event))


@given(st.lists(st.sampled_from(sorted(LIFE.steps)), max_size=12))
def test_replaying_what_happened_gives_the_state(tried: list[str]) -> None:
    request = sent()
    for number, event in enumerate(tried):
        if request.state in LIFE.steps[event].sources:
            request.take(event, actor="desk", version=request.version, at=NOW + timedelta(minutes=number))

    assert [event.seq for event in request.events] == list(range(1, len(request.events) + 1))
    assert [event.source for event in request.events[1:]] == [event.target for event in request.events[:-1]]
    assert request.events[-1].target == request.state
