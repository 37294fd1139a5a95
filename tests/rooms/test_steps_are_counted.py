"""How many pages are to come: counted on the longest way, so that the number never grows while somebody goes on."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product
from typing import Any

import pytest

from portal.borrowing import kind as borrowing
from portal.borrowing.questions import asks_fit
from portal.drafting.steps import Place, Step, always, first_open, place_of, shown_steps
from portal.enrolments.model import Intake
from portal.enrolments.rules import Conditions
from portal.home_modifications import kind as home_modifications
from portal.signing_up.journey import SignUpJourney
from portal.stock.catalogue import load
from tests.support.house import CONTENT
from tests.support.portal import NOW

Answers = dict[str, Any]
FITTED = partial(asks_fit, load(CONTENT))
DEVICES = sorted(load(CONTENT).models, key=lambda one: FITTED({"device": {"device": one}}))
# On each page the answers that send people different ways; on every other page all answers lead on alike.
FORKS: dict[str, list[Answers]] = {
    "for-whom": [{"who": "myself"}, {"who": "parent"}],
    "senior": [{"name": "样例老人甲", "birth_year": "1965"}, {"name": "样例老人乙", "birth_year": "1935"}],
    "device": [{"device": DEVICES[0]}, {"device": DEVICES[-1]}],
    "station": [{"station": "taibai", "how": "deliver"}, {"station": "taibai", "how": "fetch"}],
}


def sign_up(**conditions: Any) -> Sequence[Step]:
    intake = Intake(id=1, begins_at=NOW, conditions=Conditions(**conditions).kept())
    return SignUpJourney(intake=intake, this_year=NOW.year).steps


JOURNEYS: dict[str, Sequence[Step]] = {
    "a course": sign_up(),
    "a course for some experience": sign_up(experience=True),
    "a tour": sign_up(health=True, companion_from=75),
    "a match": sign_up(consent_from=70),
    "a match of teams": sign_up(consent_from=70, team_from=3, team_to=5),
    "a device": borrowing.kind(CONTENT).steps,
    "a home": home_modifications.kind(CONTENT).steps,
}


def ways(steps: Sequence[Step]) -> Iterator[list[Place]]:
    """What stands above each page, for everybody who goes on from the first page to the last."""
    forks = [[(step.slug, answer) for answer in FORKS.get(step.slug, [{}])] for step in steps]
    for chosen in product(*forks):
        will_say, said = dict(chosen), Answers()
        found = []
        while (step := first_open(steps, said)) is not None:
            found.append(place_of(steps, said, step.slug))
            said[step.slug] = will_say[step.slug]
        yield found


@pytest.mark.parametrize("steps", JOURNEYS.values(), ids=JOURNEYS)
def test_the_total_never_grows_and_is_right_when_nothing_is_open(steps: Sequence[Step]) -> None:
    for places in ways(steps):
        assert [place.number for place in places] == list(range(1, len(places) + 1))
        totals = [place.of for place in places]
        assert totals == sorted(totals, reverse=True)
        assert {place.of for place in places if not place.is_most} <= {len(places) + 1}


@pytest.mark.parametrize("steps", JOURNEYS.values(), ids=JOURNEYS)
def test_a_page_that_may_fall_away_names_the_page_before_it_that_decides(steps: Sequence[Step]) -> None:
    slugs = [step.slug for step in steps]

    assert all(step.decided_by for step in steps if step.shown is not always and not asked_of_all(step))
    assert all(slugs.index(step.decided_by) < at for at, step in enumerate(steps) if step.decided_by)


def asked_of_all(step: Step) -> bool:
    """What a course asks of everybody whatever their age stands in its rules, and not in an answer."""
    return step.slug == "more" and step.shown({})


def test_the_first_page_says_at_most_and_going_back_changes_nothing_that_was_said() -> None:
    steps = JOURNEYS["a match"]
    said: Answers = {"for-whom": {"who": "myself"}, "senior": FORKS["senior"][0]}

    assert place_of(steps, {}, "for-whom") == Place(1, 5, is_most=True)
    assert place_of(steps, said, "senior") == Place(2, 4, is_most=True)
    assert len(shown_steps(steps, said)) + 1 == 3
    assert place_of(steps, said, "for-whom") == place_of(steps, {}, "for-whom")


def test_a_way_without_forks_is_counted_exactly() -> None:
    assert place_of(JOURNEYS["a match of teams"], {}, "senior") == Place(1, 3, is_most=True)
    assert place_of(sign_up(team_from=3, team_to=5), {}, "senior") == Place(1, 2, is_most=False)
