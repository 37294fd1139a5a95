"""Whatever happens in whatever order: never more than there are, nobody lost, the line kept, quotas that add up."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.enrolments import entering, service, store
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import ALREADY, CHANNELS, HOLDING, LIVE, OFFERED, WAITING
from portal.kernel.errors import Refusal
from tests.support.enrolling import a_form, an_intake, quotas, signed_up
from tests.support.portal import NOW

CHANNEL = st.sampled_from(CHANNELS)
WHICH = st.integers(min_value=0, max_value=30)
STEP = st.one_of(
    st.tuples(st.just("sign_up"), CHANNEL, st.integers(min_value=1, max_value=3)),
    st.tuples(st.just("cancel"), WHICH, st.just(0)),
    st.tuples(st.just("accept"), WHICH, st.just(0)),
    st.tuples(st.just("decline"), WHICH, st.just(0)),
    st.tuples(st.just("pass"), st.integers(min_value=1, max_value=60), st.just(0)),
    st.tuples(st.just("places"), CHANNEL, st.integers(min_value=0, max_value=4)),
    st.tuples(st.just("pool"), st.just(0), st.just(0)),
)


@pytest.fixture
def database(app: FastAPI) -> Iterator[Database]:
    database: Database = app.state.database
    yield database
    database.dispose()


class History:
    """One thing with its line, and what happened to it."""

    def __init__(self, session: WriteSession, database: Database) -> None:
        self.session, self.database, self.at = session, database, NOW
        self.intake: Intake = an_intake(session, now=NOW)
        self.all: list[int] = []
        self.people: list[Enrolment] = []
        self.line: list[int] = []
        self.pooled = False

    def happen(self, name: str, which: object, how: int) -> None:
        self.at += timedelta(minutes=1)
        with suppress(Refusal), self.session.begin_nested():
            getattr(self, name)(which, how)
            self.session.flush()
        # Read once for all that is asked of a step, and as the database has it.
        query = select(Enrolment).where(Enrolment.intake_id == self.intake.id).order_by(Enrolment.rank, Enrolment.id)
        self.people = list(self.session.scalars(query.execution_options(populate_existing=True)))

    def sign_up(self, channel: str, size: int) -> None:
        made = signed_up(self.session, self.database, self.intake, at=self.at, size=size, channel=channel)
        self.all.append(made.id)

    def cancel(self, which: int, how: int) -> None:
        del how
        self._change(which, service.cancel)

    def accept(self, which: int, how: int) -> None:
        del how
        self._change(which, service.accept)

    def decline(self, which: int, how: int) -> None:
        del how
        self._change(which, service.decline)

    def places(self, channel: str, count: int) -> None:
        now = {quota.channel: quota.places for quota in quotas(self.session, self.intake).values()}
        service.set_places(self.session, self.intake, now | {channel: count}, at=self.at)

    def pool(self, which: object, how: int) -> None:
        del which, how
        self.intake.pooled_at, self.pooled = self.at, True
        service.turn(self.session, self.intake, at=self.at)

    def _change(self, which: int, change: object) -> None:
        if self.people:
            one = self.people[which % len(self.people)]
            assert callable(change)
            change(self.session, one, version=one.version, actor="family", at=self.at)

    def in_order(self) -> None:
        """Whoever was given a place out of the line had nobody before them who still waits."""
        states = {one.id: one for one in self.people}
        for place, number in enumerate(self.line):
            if states[number].state in HOLDING:
                earlier = [states[other] for other in self.line[:place] if states[other].state == WAITING]
                same = [one for one in earlier if self.pooled or one.channel == states[number].channel]
                assert same == [], "Somebody was given a place before those who had waited longer."

    def hold(self) -> None:
        people = self.people
        assert sorted(one.id for one in people) == self.all, "Somebody was lost."
        self.in_order()
        self.line = [one.id for one in people if one.state == WAITING]
        for quota in quotas(self.session, self.intake).values():
            mine = [one for one in people if one.channel == quota.channel]
            assert quota.taken == sum(one.size for one in mine if one.state in HOLDING)
            assert quota.waiting == sum(one.size for one in mine if one.state == WAITING)
            assert 0 <= quota.taken <= quota.places
            first = next((one for one in mine if one.state == WAITING), None)
            assert first is None or self.pooled or first.size > quota.free, "A place is free, and one waits."
        for one in people:
            assert all(person.live == (one.state in LIVE) for person in one.people)
            assert (one.offer_until is not None) == (one.state == OFFERED) or one.state in HOLDING

    def pass_(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        service.turn(self.session, self.intake, at=self.at)
        assert store.lapsed_offers(self.session, self.intake.id, self.at) == []


setattr(History, "pass", lambda self, hours, how: self.pass_(hours) if how == 0 else None)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(steps=st.lists(STEP, min_size=1, max_size=18))
def test_the_line_is_fair_through_any_history(database: Database, steps: list[tuple[str, object, int]]) -> None:
    with database.writer() as session:
        history = History(session, database)
        for name, which, how in steps:
            history.happen(name, which, how)
            history.hold()
        session.rollback()


def _at(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


def test_a_couple_is_kept_together_and_nobody_passes_them(database: Database) -> None:
    with database.writer() as session:
        intake = an_intake(session, now=NOW, places={"online": 2})
        first, second = (signed_up(session, database, intake, at=_at(number)) for number in range(2))
        couple = signed_up(session, database, intake, at=_at(2), size=2)
        single = signed_up(session, database, intake, at=_at(3))

        service.cancel(session, first, version=first.version, actor="family", at=_at(4))
        assert [couple.state, single.state] == ["waiting", "waiting"]
        service.cancel(session, second, version=second.version, actor="family", at=_at(5))

        assert [couple.state, single.state] == ["offered", "waiting"]
        session.rollback()


def test_an_offer_that_nobody_answers_goes_to_the_next(database: Database) -> None:
    with database.writer() as session:
        intake = an_intake(session, now=NOW, places={"online": 1})
        first, second, third = (signed_up(session, database, intake, at=_at(number)) for number in range(3))
        service.cancel(session, first, version=first.version, actor="family", at=_at(4))
        assert [second.state, third.state] == ["offered", "waiting"]

        service.turn(session, intake, at=_at(4 + 49))

        assert [second.state, third.state] == ["lapsed", "offered"]
        service.accept(session, third, version=third.version, actor="family", at=_at(60))
        assert third.state == "placed"
        session.rollback()


def test_free_places_of_the_counter_come_over_once_the_channels_are_pooled(database: Database) -> None:
    with database.writer() as session:
        intake = an_intake(session, now=NOW, places={"online": 1, "counter": 1})
        signed_up(session, database, intake, at=_at(0))
        waits = signed_up(session, database, intake, at=_at(1))
        service.turn(session, intake, at=_at(2))
        assert waits.state == "waiting", "A place that is kept for the counter went online."

        service.turn(session, intake, at=intake.pooled_at)

        assert waits.state == "offered"
        assert {name: quota.places for name, quota in quotas(session, intake).items()} == {
            "online": 2,
            "phone": 0,
            "counter": 0,
        }
        session.rollback()


def test_fewer_places_than_are_taken_is_refused(database: Database) -> None:
    with database.writer() as session:
        intake = an_intake(session, now=NOW, places={"online": 2})
        signed_up(session, database, intake, at=_at(0))

        with pytest.raises(Refusal):
            service.set_places(session, intake, {"online": 0, "phone": 0, "counter": 0}, at=_at(1))
        session.rollback()


def test_the_same_person_is_not_signed_up_twice(database: Database) -> None:
    with database.writer() as session:
        intake = an_intake(session, now=NOW)
        form = a_form(intake)
        made = entering.sign_up(session, form, intake, keyring=database.keyring, at=NOW)
        again = entering.sign_up(session, form, intake, keyring=database.keyring, at=NOW)
        assert again == made

        with pytest.raises(Refusal) as refusal:
            entering.sign_up(session, replace(form, submit_key="another"), intake, keyring=database.keyring, at=NOW)
        assert refusal.value.key == ALREADY
        assert quotas(session, intake)["online"].taken == 1
        session.rollback()
