"""The life of a home modification, walked from every state by every event with every role."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.home_modification_case.guards import GUARDS
from portal.home_modification_case.model import CaseFile, CaseVisit, HomeModification, PlanLine
from portal.home_modification_case.money import Rate, shares
from portal.home_modification_case.rules import EVERY_ROLE, LIFE
from portal.home_modification_case.states import BEFORE_WORKS, ENDED, STATES, SUBMITTED
from portal.kernel.calendar import Workdays
from portal.kernel.errors import Refusal, Stale
from portal.people.rules import ROLES
from portal.requests import clocks
from portal.requests.model import Party, RequestEvent
from portal.requests.rules import BACK, FAMILY
from tests.support import catalog

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
EVERYBODY = [FAMILY, *sorted(EVERY_ROLE), "editor"]
WORDS_OF_THE_OFFICE = re.compile(
    r"状态|流程|流转|工单|初审|终审|节点|系统|补正|审批|\bcase\b|\bstate\b|workflow|queue|\bdesk\b|_", re.IGNORECASE
)


def ready(state: str) -> HomeModification:
    """A case in which every guard holds, so that only the table decides."""
    case = HomeModification(household_key="k", appealed=False, extra_days=0, plan_no=1)
    case.parties = [Party(role="senior", name="样例老人甲", consent_state="verified")]
    case.begin({"senior": {"name": "样例老人甲"}}, at=NOW)
    case.identity_seen, case.group_code, case.merged_into = True, "allowance", "1000000005"
    case.ability, case.builder, case.opinion, case.budget_left = {"result": "mild"}, "样例施工队", "good", 10**7
    case.cost_fen, case.subsidy_fen, case.own_fen, case.cap_fen = 100, 80, 20, 80
    case.approved_fen, case.paid_fen, case.receipt_no = 80, 80, "样例-1"
    case.warranty_until = date(2027, 11, 23)
    case.visits = [CaseVisit(state="booked")]
    case.lines = [PlanLine(plan_no=1, item_no=1, quantity=1, cost_fen=100, subsidy_fen=80, own_fen=20)]
    case.files = [CaseFile(purpose="before"), CaseFile(purpose="after", item_no=1)]
    case.state, case.closed_at = state, NOW if state in ENDED else None
    if state == "needs_correction":
        case.events.append(RequestEvent(seq=2, event="ask", source=SUBMITTED, target=state, note={}, actor="x", at=NOW))
    return case


def fit_for(case: HomeModification, event: str) -> None:
    """What some steps want and others must not have."""
    if event == "pass_repair":
        case.paid_on = date(2026, 11, 1)
    if event == "go_on":
        case.hold_until = date(2026, 12, 1)
    if event == "forbid_helper":
        case.parties.append(Party(role="helper", name="样例女儿乙", consent_state="verified"))


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("state", sorted(LIFE.names))
def test_only_the_arrows_of_the_table_can_be_walked_and_only_by_whose_they_are(state: str, who: str) -> None:
    for event, step in LIFE.steps.items():
        case = ready(state)
        fit_for(case, event)
        known, roles = len(case.events), None if who == FAMILY else frozenset({who})
        theirs = step.who == FAMILY if who == FAMILY else bool(step.roles & {who})

        if state in step.sources and theirs:
            case.take(event, actor=who, version=1, at=NOW, note=["因为"], roles=roles)
            target = SUBMITTED if step.target == BACK else step.target or state
            assert (case.state, case.version) == (target, 2)
            assert (case.closed_at is not None) == (target in ENDED)
        else:
            with pytest.raises(Refusal):
                case.take(event, actor=who, version=1, at=NOW, note=["因为"], roles=roles)
            assert (case.state, case.version, len(case.events)) == (state, 1, known)


def test_whoever_read_an_older_version_changes_nothing() -> None:
    case = ready(SUBMITTED)
    case.take("accept", actor="a", version=1, at=NOW)

    with pytest.raises(Stale):
        case.take("pass", actor="b", version=1, at=NOW, note=["因为"])

    assert case.state == "street_review"


def test_the_table_covers_the_seventeen_states_and_every_one_can_be_reached_and_left_or_is_an_end() -> None:
    reached = {LIFE.sent.target} | {step.target for step in LIFE.steps.values() if step.target not in {"", BACK}}
    left = {state for step in LIFE.steps.values() if step.target for state in step.sources}

    assert len(STATES) == 17
    assert reached == set(LIFE.names) == set(STATES) - {"draft"}
    assert set(STATES) - {"draft"} - left == {"not_accepted", "withdrawn", "merged"}


def test_every_role_guard_and_clock_that_is_named_stands_somewhere() -> None:
    assert set(ROLES) >= EVERY_ROLE
    assert {name for step in LIFE.steps.values() for name in step.guards} == set(GUARDS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_and_event_has_its_public_sentence_without_a_word_of_the_office(language: str) -> None:
    known = catalog.read("zh")
    words = [text for state in STATES.values() for text in (state.name, state.says, state.then) if text]
    words += [LIFE.sentence(event) for event in (*LIFE.steps, LIFE.sent.event)]
    said = [str(known[word].string) if language == "zh" else word for word in words]

    assert all(said)
    assert [text for text in said if WORDS_OF_THE_OFFICE.search(text)] == []


@given(st.lists(st.tuples(st.sampled_from(sorted(LIFE.steps)), st.booleans()), max_size=25))
@settings(max_examples=80, deadline=None)
def test_replaying_what_happened_gives_the_state_and_never_two_clocks_run(tried: list[tuple[str, bool]]) -> None:
    case, at = ready(SUBMITTED), NOW
    for event, late in tried:
        at += timedelta(days=40 if late else 1)
        before = case.state
        try:
            case.take(event, actor=f"{event}er", version=case.version, at=at, note=["因为"])
        except Refusal:
            assert case.state == before
        assert sum(one.stopped_on is None for one in case.segments) <= 1
        assert (case.open_household is None) == case.is_over

    assert [event.seq for event in case.events] == list(range(1, len(case.events) + 1))
    assert [event.source for event in case.events[1:]] == [event.target for event in case.events[:-1]]
    assert case.events[-1].target == case.state
    assert case.version == len(case.events)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.integers(0, 100), st.integers(0, 500_000))
@settings(max_examples=150, deadline=None)
def test_each_line_adds_up_and_all_of_them_stay_under_the_cap(costs: list[int], percent: int, cap: int) -> None:
    rate = Rate("r", "allowance", percent, cap, date(2026, 1, 1), None, "样例")

    found = shares(costs, rate)

    assert [one.subsidy_fen + one.own_fen for one in found] == costs
    assert all(one.subsidy_fen >= 0 and one.own_fen >= 0 for one in found)
    assert sum(one.subsidy_fen for one in found) <= cap


@pytest.mark.parametrize(
    ("event", "state", "earlier"),
    [
        ("approve", "approval", "pass"),
        ("approve", "approval", "accept"),
        ("pass_works", "acceptance", "report"),
        ("fail", "acceptance", "report"),
        ("pay", "settlement", "approve"),
    ],
)
def test_nobody_judges_their_own_work(event: str, state: str, earlier: str) -> None:
    case = ready(state)
    case.events.append(RequestEvent(seq=2, event=earlier, source="", target=state, note={}, actor="one", at=NOW))

    with pytest.raises(Refusal):
        case.take(event, actor="one", version=1, at=NOW, note=["因为"])
    case.take(event, actor="another", version=1, at=NOW, note=["因为"])


@pytest.mark.parametrize("event", ["accept", "pass", "agree"])
def test_nothing_goes_on_without_the_senior(event: str) -> None:
    step = LIFE.steps[event]
    case = ready(next(iter(step.sources)))
    case.parties[0].consent_state = "pending"

    with pytest.raises(Refusal, match="senior"):
        case.take(event, actor="x", version=1, at=NOW, note=["因为"])


def test_the_senior_may_withdraw_at_any_time_before_the_works() -> None:
    assert LIFE.steps["withdraw"].sources == BEFORE_WORKS


def test_asking_for_more_begins_the_first_clock_anew_and_only_pauses_the_second() -> None:
    case = ready(SUBMITTED)
    case.take("ask", actor="a", version=1, at=NOW, note=["证明"])
    case.take("answer", actor=FAMILY, version=2, at=NOW + timedelta(days=9), note=["有了"])
    assert [one.round for one in case.segments] == [1, 2]
    case.take("accept", actor="a", version=3, at=NOW + timedelta(days=9))

    case.take("ask_again", actor="z", version=4, at=NOW + timedelta(days=10), note=["还差"])
    case.take("answer", actor=FAMILY, version=5, at=NOW + timedelta(days=30), note=["有了"])

    review = [one for one in case.segments if one.clock == "review"]
    assert [one.round for one in review] == [1, 1]
    assert clocks.due(case.stretches, 10, Workdays({}), date(2027, 1, 1)) == date(2027, 1, 6)
