"""What there is on paper: a form for each kind of request, a form and a sheet of lines for what is signed up for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import Request

from portal.db.sessions import ReadSession
from portal.drafting.model import Answers
from portal.drafting.steps import Step
from portal.enrolments import store
from portal.enrolments.model import Intake
from portal.kernel.errors import NotFound
from portal.requests.kinds import RequestKind
from portal.signing_up.journey import ROOM, SignUpJourney
from portal.web.view import path_for, preferences, say

LINES = "lines"
# On paper nobody knows yet how old they are, so what is asked of the oldest is printed too.
OLDEST = 100
MOST_MEMBERS = 12


@dataclass(frozen=True)
class OnPaper:
    """One kind of paper: what it asks, and where it is keyed in; a journey, so that drafts of it can be kept."""

    service: str
    title: str
    steps: Sequence[Step]
    # How what came on it is counted: the places of the counter are those of paper too.
    channel: str = "paper"
    intake: Intake | None = None
    answers: Answers = field(default_factory=dict)
    # From which age a question is asked, which a page knows and paper must say.
    from_age: Mapping[str, int | None] = field(default_factory=dict)
    # Of questions that need more than two lines to write on, how many.
    rooms: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_lines(self) -> bool:
        return self.service.endswith(f"/{LINES}")

    def first_page(self, request: Request) -> str:
        """Where keying it in begins."""
        slug = self.steps[0].slug
        if self.intake is not None:
            return path_for(request, f"{ROOM}.step", number=self.intake.id, slug=slug)
        return path_for(request, f"{self.service}.step", slug=slug)


def of_request(request: Request, kind: RequestKind) -> OnPaper:
    return OnPaper(kind.service, say(request, kind.title), kind.steps)


def of_intake(request: Request, intake: Intake, *, lines: bool = False) -> OnPaper:
    """The form of one household, or the sheet on the table; a team has no lines, since it signs up as a whole."""
    if lines and intake.rules.is_team:
        raise NotFound
    year = request.app.state.clock.today().year
    journey = SignUpJourney(intake=intake, this_year=year)
    return OnPaper(
        service=f"{journey.service}/{LINES}" if lines else journey.service,
        title=intake.publication.text(preferences(request).language).title,
        steps=() if lines else journey.steps,
        channel="counter",
        intake=intake,
        answers={"senior": {"birth_year": str(year - OLDEST)}},
        from_age={"family_consent": intake.rules.consent_from, "companion": intake.rules.companion_from},
        rooms={"members": (intake.rules.team_to or MOST_MEMBERS) - 1},
    )


def of_service(request: Request, session: ReadSession, service: str) -> OnPaper:
    """The kind that a printed form says it is; raises `NotFound`."""
    known: RequestKind | None = request.app.state.request_kinds.get(service)
    if known is not None:
        return of_request(request, known)
    room, _, rest = service.partition("/")
    number, _, what = rest.partition("/")
    if room != ROOM or not number.isdecimal() or what not in {"", LINES}:
        raise NotFound
    return of_intake(request, store.intake(session, int(number)), lines=what == LINES)
