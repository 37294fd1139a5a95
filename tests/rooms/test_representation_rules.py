"""What a helper sees, by what the senior said and what for: a table."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.representation.rules import ALL, ASKED, ENDED, ENROLMENTS, PURPOSES, VALID, lets_see

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
HOME, LOANS = "home_modifications", "loans"


@dataclass(frozen=True)
class Record:
    purposes: tuple[str, ...]
    state: str = VALID
    until: date | None = None


TABLE = [
    ("nobody was ever asked", [], LOANS, True),
    ("a yes for homes", [Record((HOME,))], HOME, True),
    ("a yes for homes says nothing of loans", [Record((HOME,))], LOANS, False),
    ("a yes for loans says nothing of homes", [Record((LOANS,))], HOME, False),
    ("a yes for everything", [Record((ALL,))], LOANS, True),
    ("a yes for two things", [Record((HOME, LOANS))], LOANS, True),
    ("still being asked: what the helper typed", [Record((HOME,), ASKED)], HOME, True),
    ("a no", [Record((HOME,), ENDED)], HOME, False),
    ("a no to everything", [Record((ALL,), ENDED)], LOANS, False),
    ("the last day is over", [Record((HOME,), until=YESTERDAY)], HOME, False),
    ("its last day", [Record((HOME,), until=TODAY)], HOME, True),
    ("a newer no", [Record((HOME,), ENDED), Record((HOME,))], HOME, False),
    ("a newer yes", [Record((HOME,)), Record((HOME,), ENDED)], HOME, True),
    ("a no for homes leaves a yes for loans", [Record((HOME,), ENDED), Record((LOANS,))], LOANS, True),
    ("a newer no to everything ends a yes for loans", [Record((ALL,), ENDED), Record((LOANS,))], LOANS, False),
]


@pytest.mark.parametrize(("said", "records", "purpose", "sees"), TABLE, ids=[line[0] for line in TABLE])
def test_a_helper_sees_what_the_senior_said_yes_to(said: str, records: list[Record], purpose: str, sees: bool) -> None:  # noqa: FBT001
    del said
    assert lets_see(records, purpose, is_asked=True, today=TODAY) is sees


@pytest.mark.parametrize(
    ("records", "sees"),
    [([Record((HOME,))], True), ([Record((HOME,), ENDED)], False), ([Record((HOME,), until=YESTERDAY)], False)],
)
def test_what_nobody_is_asked_about_stays_until_a_no(records: list[Record], sees: bool) -> None:  # noqa: FBT001
    assert lets_see(records, ENROLMENTS, is_asked=False, today=TODAY) is sees


@pytest.mark.parametrize("purpose", sorted(set(PURPOSES) - {ALL}))
def test_each_purpose_opens_itself_and_no_other(purpose: str) -> None:
    others = set(PURPOSES) - {ALL, purpose}

    assert lets_see([Record((purpose,))], purpose, is_asked=True, today=TODAY)
    assert not any(lets_see([Record((purpose,))], other, is_asked=True, today=TODAY) for other in others)
