"""What the family may do with its case, and what it sees of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import Request
from wtforms import BooleanField, MultipleFileField, RadioField
from wtforms.validators import AnyOf, DataRequired, InputRequired

from portal.db.sessions import ReadSession
from portal.drafting.questions import own_words
from portal.home_modification_case import states
from portal.home_modification_case.model import HomeModification
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.requests.clocks import warning
from portal.requests.forms import AnswerForm
from portal.requests.rules import FAMILY
from portal.web.fields import Form, choice, text

WEEKS = (("1", msgid("Next week")), ("2", msgid("In two weeks")), ("4", msgid("In a month")))
PLAN_IS_SHOWN = frozenset(
    {
        states.PLAN_CONFIRM,
        states.APPROVAL,
        states.WORKS,
        states.ACCEPTANCE,
        states.RECTIFY,
        states.SETTLEMENT,
        states.COMPLETED,
    }
)


class FamilyForm(Form):
    """Several stand on one page; the one that was sent is known by its noun."""

    noun = ""


class AgreeForm(FamilyForm):
    seen = BooleanField(
        msgid("The senior has read or heard the plan, agrees to it, and pays their own share."),
        [DataRequired(msgid("Please tick it when the senior agrees. Otherwise ask for a change, or call us."))],
    )


class SayForm(FamilyForm):
    said = own_words(msgid("What you wish to say"), msgid("Please write a few words, or call us."))


class AnotherDayForm(FamilyForm):
    weeks = RadioField(
        msgid("From when would it suit you?"),
        [
            InputRequired(msgid("Please choose from when it suits you.")),
            AnyOf([key for key, _ in WEEKS], message=msgid("Please choose from when it suits you.")),
        ],
        choices=[choice(key, name) for key, name in WEEKS],
        validate_choice=False,
    )


class WishForm(FamilyForm):
    """Nothing is typed: one press says it."""


class MorePhotosForm(FamilyForm):
    photos = MultipleFileField(msgid("Photos"))


@dataclass(frozen=True)
class Act:
    """Something the family may do: its address, its event, its form, and the words of its button."""

    noun: str
    event: str
    form: type[FamilyForm]
    title: str
    button: str
    lines: Callable[[FamilyForm], Sequence[str]]

    @property
    def route(self) -> str:
        return f"home_modifications.{self.event}"


def _said(form: FamilyForm) -> list[str]:
    return [line.strip() for line in text(form["said"]).splitlines() if line.strip()]


def _nothing(form: FamilyForm) -> list[str]:
    del form
    return []


ACTS = (
    Act("agreement", "agree", AgreeForm, msgid("Do you agree to the plan?"), msgid("Yes, I agree"), _nothing),
    Act("change", "change", SayForm, msgid("Do you want something changed?"), msgid("Ask for a change"), _said),
    Act(
        "postponement",
        "postpone",
        AnotherDayForm,
        msgid("Does the day not suit you?"),
        msgid("Ask for another day"),
        _nothing,
    ),
    Act(
        "appeal",
        "appeal",
        SayForm,
        msgid("Shall somebody else look at it?"),
        msgid("Ask that somebody else looks"),
        _said,
    ),
    Act("claim", "claim", SayForm, msgid("Has something broken?"), msgid("Tell us what has broken"), _said),
    Act(
        "wish",
        "wish_to_withdraw",
        WishForm,
        msgid("Do you not want it any more?"),
        msgid("Tell us that it shall be withdrawn"),
        _nothing,
    ),
)


def open_acts(case: HomeModification, today: date) -> list[Act]:
    """What can be done now: who may withdraw at once is not offered to only wish for it, and the other way round."""
    events = set(case.life.open_events(case.state, FAMILY))
    events.discard("withdraw" if must_ask_the_senior(case) else "wish_to_withdraw")
    if case.state == states.REFUSED and case.appealed:
        events.discard("appeal")
    if case.visit_now is None:
        events.discard("postpone")
    if case.warranty_until is None or today > case.warranty_until:
        events.discard("claim")
    return [act for act in ACTS if act.event in events]


def must_ask_the_senior(case: HomeModification) -> bool:
    return case.is_consent_verified and case.has_helper


def facts(request: Request, session: ReadSession, case: HomeModification) -> Mapping[str, Any]:
    """Where it stands, what comes next and by when, who comes to the house, the plan and its three figures."""
    del session
    office, today = request.app.state.modification_office, request.app.state.clock.today()
    stage = case.stage
    return {
        "stage": stage,
        "says": states.REFUSED_AGAIN if case.state == states.REFUSED and case.appealed else stage.says,
        "seven": [(number, name) for number, name in enumerate(states.SEVEN_STEPS, start=1)],
        "due_on": case.due_on,
        "may_move": case.due_on is not None and not office.workdays.known(case.due_on.year),
        "is_late": warning(case.due_on, office.workdays, today) == "late",
        "visit": case.visit_now,
        "plan": [(office.items[line.item_no], line) for line in case.lines_now] if case.state in PLAN_IS_SHOWN else [],
        "acts": [(act, act.form()) for act in open_acts(case, today)],
        "may_withdraw": "withdraw" in case.life.open_events(case.state, FAMILY) and not must_ask_the_senior(case),
        "may_add_photos": not case.is_over,
        "photos_form": MorePhotosForm(),
        "answer_form": AnswerForm(),
        "photos_count": len(case.draft.photos) + sum(file.purpose == "family" for file in case.files),
        "missing": _missing(case),
        "appeal_by": case.closed_at.astimezone(LOCAL).date() + timedelta(days=60) if case.closed_at else None,
    }


def _missing(case: HomeModification) -> list[str]:
    if case.state != states.NEEDS_CORRECTION:
        return []
    asked = [event for event in case.events if event.event in {"ask", "ask_again"}]
    return list(asked[-1].note["lines"]) if asked else []
