"""Nobody is asked to wait for a call to a phone that was not given."""

from datetime import date
from typing import Any

import pytest
from wtforms import RadioField

from portal.drafting.people import contact_form
from portal.drafting.steps import Asking
from portal.kernel.divisions import Divisions

ALL = ["call_senior", "call_helper", "message", "visit"]
PHONE, NONE = {"phone": "15400000001"}, {"phone": ""}


@pytest.mark.parametrize(
    ("answers", "ways"),
    [
        ({"for-whom": {"who": "parent"}, "senior": PHONE}, ALL),
        ({"for-whom": {"who": "parent"}, "senior": NONE}, ["call_helper", "message", "visit"]),
        ({"for-whom": {"who": "myself"}, "senior": PHONE}, ["call_senior", "message", "visit"]),
        ({"for-whom": {"who": "myself"}, "senior": NONE}, ["visit"]),
        # The phone was taken out after this was chosen, which the check page still has to say.
        ({"for-whom": {"who": "myself"}, "senior": NONE, "contact": {"how": "message"}}, ["message", "visit"]),
        # A sheet for the counter is printed before anybody has answered.
        ({}, ALL),
    ],
)
def test_only_ways_that_lead_to_somebody_are_offered(answers: dict[str, Any], ways: list[str]) -> None:
    form = contact_form(Asking(None, answers, "zh", Divisions((), ()), date(2026, 11, 30)))

    how = form["how"]
    assert isinstance(how, RadioField)
    assert [one[0] for one in how.iter_choices()] == ways
