"""The application for a home modification: its steps, and how its answers are read."""

from functools import partial
from pathlib import Path

from fastapi import Request

from portal.db.lookups import to_keep
from portal.db.sessions import WriteSession
from portal.drafting import people
from portal.drafting.model import Answers
from portal.drafting.questions import simple
from portal.drafting.steps import Step
from portal.home_modification_case import household, service
from portal.home_modification_case.model import CaseNeed, HomeModification
from portal.home_modifications import difficulties, family, forms
from portal.kernel.msgid import msgid
from portal.requests.kinds import RequestKind

PATH = "/home-modifications"
HARDSHIP = frozenset({"destitute", "allowance", "near_allowance", "unsure"})


def town(answers: Answers) -> str:
    return str(answers["town"]["town"])


def advice(answers: Answers) -> str | None:
    """Nobody is turned away: who may not fit the rule is told what else there is, and may send it all the same."""
    if answers.get("situation", {}).get("hardship") in HARDSHIP:
        return None
    return msgid(
        "Public money goes to households in hardship first. Send it all the same: we call you and tell you about the "
        "city's trade-in allowance and what can be done at your own cost."
    )


def fill(made: HomeModification, answers: Answers) -> None:
    """The columns of its own: where it is, which household, and what is hard there."""
    made.village = str(answers["address"]["village"])
    made.needs = [
        CaseNeed(difficulty=one, room=room) for room, hard in answers["difficulties"].items() for one in hard or ()
    ]


def complete(session: WriteSession, made: HomeModification, answers: Answers) -> None:
    """Which household it is: of one there is one open case."""
    home = household.home(made.village, str(answers["address"]["address"]))
    made.household_key = to_keep(session, HomeModification.household_key, home)


def follow(request: Request, session: WriteSession, case: HomeModification, event: str) -> None:
    state = request.app.state
    service.follow(session, case, event, state.modification_office, at=state.clock.now())


_PEOPLE = (
    people.FOR_WHOM_PAGE,
    Step(
        "situation",
        msgid("How do you live?"),
        simple(forms.SituationForm, "situation"),
        lead=msgid("It helps us to find the right way for you. Whatever you choose, you can go on."),
    ),
    people.SENIOR_PAGE,
    people.HELPER_PAGE,
)
_HOW = (
    Step(
        "photos",
        msgid("Photos of the places that are hard"),
        simple(forms.PhotosForm, "photos"),
        lead=msgid("You may leave this out. At most six photos, each up to 8 MB, JPG, PNG, WebP or HEIC."),
        takes_photos=True,
    ),
    people.CONTACT_PAGE,
    Step(
        "consents",
        msgid("May we use these facts?"),
        simple(forms.ConsentForm, "consents"),
        lead=msgid(
            "Health, hardship and address are sensitive, so each has a box of its own. Without them we cannot judge "
            "what your home needs. Only the desk that works on it sees them."
        ),
    ),
)


def kind(content: Path) -> RequestKind:
    """The kind with its ten steps; what may be hard at home is read from the content."""
    rooms = difficulties.load(content / "home_modifications" / "difficulties.yaml")
    return RequestKind(
        model=HomeModification,
        path=PATH,
        title=msgid("Home modification"),
        steps=(
            *_PEOPLE,
            *people.home_pages(),
            Step(
                "difficulties",
                msgid("What is hard at home?"),
                partial(forms.difficulties_form, rooms),
                lead=msgid("Tick whatever fits."),
            ),
            *_HOW,
        ),
        town=town,
        advice=advice,
        fill=fill,
        complete=complete,
        already=msgid("For this home a request is under way already. Look it up with its number, or call 12345."),
        template="home_modifications/show.html",
        facts=family.facts,
        follow=follow,
        work="home_modification_desks.work",
    )
