"""Whether these people may come: one function, asked online and at the counter alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.drafting.model import Answers, Draft
from portal.enrolments import entering, store
from portal.enrolments.model import Enrolment, Intake, Participant
from portal.enrolments.rules import PAPER_DUE, Unmet, age_unmet, band, needs_consent
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.signing_up import forms
from portal.signing_up.journey import SignUpJourney

TERM_IS_FULL = msgid(
    "In one term a person may take %(limit)s courses, so that others have a place too. Cancel one first, or call us."
)
TEAM_SIZE = msgid(
    "A team has from %(least)s to %(most)s people with the captain; there are %(count)s. "
    "Call us if you look for somebody to play with."
)
NO_CONSENT = "none"
NOBODY_YET = ("", "none", "False")


@dataclass(frozen=True)
class Problem:
    """A rule that is not met: the field that it is about, and the year of birth of whom it concerns."""

    field: str
    unmet: Unmet
    birth_year: int | None


def problem_with_people(
    session: ReadSession, journey: SignUpJourney, answers: Answers, *, keyring: Keyring
) -> Problem | None:
    """What speaks against these people before the further questions are put to them."""
    return _age(journey, answers) or _team(journey, answers) or _term(session, journey, answers, keyring)


def problem(session: ReadSession, journey: SignUpJourney, answers: Answers, *, keyring: Keyring) -> Problem | None:
    """The same, and what the rules of this thing ask of them and was not answered."""
    return problem_with_people(session, journey, answers, keyring=keyring) or _unanswered(journey, answers)


def count(session: WriteSession, journey: SignUpJourney, found: Problem, *, today: date) -> None:
    """One more who was told so; never who."""
    refused(session, journey, found.unmet.reason, found.birth_year, today=today)


def refused(session: WriteSession, journey: SignUpJourney, reason: str, birth_year: int | None, *, today: date) -> None:
    age = band(journey.intake.begins_at.astimezone(LOCAL).year - birth_year) if birth_year else ""
    store.refused(session, intake_id=journey.intake.id, day=today, reason=reason, age=age)


def first_year(journey: SignUpJourney, answers: Answers) -> int | None:
    years = forms.years_of(answers, this_year=journey.this_year)
    return years[0] if years else None


def _age(journey: SignUpJourney, answers: Answers) -> Problem | None:
    begins, rules = journey.intake.begins_at.astimezone(LOCAL).date(), journey.intake.rules
    for number, year in enumerate(forms.years_of(answers, this_year=journey.this_year)):
        unmet = age_unmet(rules, year, begins)
        if unmet is not None:
            second = "members" if rules.is_team else "second_birth_year"
            return Problem("birth_year" if number == 0 else second, unmet, year)
    return None


def _team(journey: SignUpJourney, answers: Answers) -> Problem | None:
    rules = journey.intake.rules
    if not rules.is_team:
        return None
    size = len(forms.years_of(answers, this_year=journey.this_year))
    if (rules.team_from or 1) <= size <= (rules.team_to or size):
        return None
    facts = {"least": rules.team_from or 1, "most": rules.team_to, "count": size}
    return Problem("members", Unmet("team_size", TEAM_SIZE, facts), first_year(journey, answers))


def _term(session: ReadSession, journey: SignUpJourney, answers: Answers, keyring: Keyring) -> Problem | None:
    limit = journey.intake.rules.term_limit
    if limit is None:
        return None
    wanted = journey.form(Draft(answers=answers, channel="online", submit_key=""))
    for number, person in enumerate(wanted.people):
        keys = entering.person_keys(keyring, person, wanted.helper_phone)
        if store.in_term(session, journey.intake.term, keys, not_in=journey.intake.id) >= limit:
            field = "name" if number == 0 or journey.intake.rules.is_team else "second_name"
            return Problem(field, Unmet("term_limit", TERM_IS_FULL, {"limit": limit}), person.birth_year)
    return None


def unfit(target: Intake, people: Sequence[Participant]) -> Unmet | None:
    """Why somebody of them may not be in that class, by their years."""
    begins = target.begins_at.astimezone(LOCAL).date()
    told = (age_unmet(target.rules, person.birth_year, begins) for person in people)
    return next((unmet for unmet in told if unmet is not None), None)


def ask_anew(moved: Enrolment) -> None:
    """What the class that they were moved to asks of them, and nobody has asked yet; and nothing that it does not."""
    rules, begins = moved.intake.rules, moved.intake.begins_at.astimezone(LOCAL).date()
    for person in moved.people:
        is_needed = needs_consent(rules, person.birth_year, begins)
        if is_needed and person.consent == NO_CONSENT:
            person.consent = PAPER_DUE
        elif not is_needed and person.consent == PAPER_DUE:
            person.consent = NO_CONSENT
    first = moved.first
    asked = forms.asked_of(moved.intake, [person.birth_year for person in moved.people])
    said = {**first.answers, "family_consent": PAPER_DUE}
    first.answers = {**first.answers, "to_ask": [name for name in asked if not said.get(name)]}


def still_to_ask(journey: SignUpJourney, answers: Answers) -> list[str]:
    """What the rules of this thing ask of these people, and nobody has answered."""
    given: Mapping[str, object] = answers.get("more", {})
    asked = forms.asked_for(journey.intake, answers, this_year=journey.this_year)
    return [name for name in asked if str(given.get(name) or "").strip() in NOBODY_YET]


def _unanswered(journey: SignUpJourney, answers: Answers) -> Problem | None:
    name = next(iter(still_to_ask(journey, answers)), None)
    return Problem(name, Unmet(name, forms.MUST[name]), first_year(journey, answers)) if name else None
