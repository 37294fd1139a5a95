"""The pages of signing up for one thing, and from their answers to the form that the engine takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from portal.drafting.model import Answers
from portal.drafting.questions import FOR_WHOM, chosen, simple
from portal.drafting.steps import Step
from portal.enrolments.entering import Person, SignUp
from portal.enrolments.model import Intake
from portal.enrolments.rules import health_until, needs_consent
from portal.kernel.birth import birth_year
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.kernel.phone import normalise
from portal.signing_up import forms
from portal.web.fields import Form

ROOM = "signing_up"


class HasAnswers(Protocol):
    """A draft, or as much of one as the engine needs to know."""

    @property
    def answers(self) -> Answers: ...
    @property
    def channel(self) -> str: ...
    @property
    def submit_key(self) -> str: ...


def service_of(number: int) -> str:
    """Under which name drafts for this intake are kept."""
    return f"{ROOM}/{number}"


class ForWhomForm(Form):
    who = chosen(msgid("Who is it for?"), msgid("Please choose for whom you sign up."), FOR_WHOM)


@dataclass(frozen=True)
class SignUpJourney:
    """At most five short pages with the check page."""

    intake: Intake
    this_year: int

    @property
    def service(self) -> str:
        return service_of(self.intake.id)

    @property
    def steps(self) -> Sequence[Step]:
        team = self.intake.rules.is_team
        senior = Step(
            "senior",
            msgid("Who is in the team?") if team else msgid("Who comes?"),
            forms.senior_form(self.intake),
            clears=("more",),
        )
        # What no age changes is asked of everybody, or of nobody.
        more = Step(
            "more",
            msgid("A little more, so that all goes well"),
            forms.more_form(self.intake),
            shown=lambda answers: bool(forms.asked_for(self.intake, answers, this_year=self.this_year)),
            decided_by="senior" if forms.hangs_on_age(self.intake.rules) else "",
        )
        last = [more] if forms.may_ask(self.intake.rules) else []
        if team:
            return [senior, *last]
        first = Step("for-whom", msgid("Who is it for?"), simple(ForWhomForm, "for-whom"))
        helper = Step(
            "helper",
            msgid("Who are you?"),
            simple(forms.HelperForm, "helper"),
            shown=forms.for_another,
            decided_by="for-whom",
        )
        return [first, senior, helper, *last]

    def form(self, draft: HasAnswers, *, entered_by: str | None = None) -> SignUp:
        """What the engine takes."""
        answers = draft.answers
        helper = answers.get("helper", {}) if forms.for_another(answers) else {}
        people = self._people(answers)
        return SignUp(
            intake_id=self.intake.id,
            channel=draft.channel,
            size=1 if self.intake.rules.is_team else len(people),
            submit_key=draft.submit_key,
            people=people,
            helper_name=normalise_name(str(helper["name"])) if helper.get("name") else None,
            helper_phone=normalise(str(helper.get("phone") or "")),
            relation=str(answers.get("for-whom", {}).get("who", "")) or None,
            entered_by=entered_by,
        )

    def _people(self, answers: Answers) -> list[Person]:
        senior, more = answers.get("senior", {}), answers.get("more", {})
        named = [(str(senior["name"]), birth_year(str(senior["birth_year"]), this_year=self.this_year) or 0)]
        if senior.get("second_name"):
            second = birth_year(str(senior.get("second_birth_year")), this_year=self.this_year)
            named.append((str(senior["second_name"]), second or 0))
        for line in str(senior.get("members") or "").splitlines():
            member = forms.member_of(line, this_year=self.this_year)
            named += [member] if member else []
        phone = normalise(str(senior.get("phone") or ""))
        return [
            self._person(name, year, phone if number == 0 else None, more) for number, (name, year) in enumerate(named)
        ]

    def _person(self, name: str, year: int, phone: str | None, more: Mapping[str, object]) -> Person:
        rules, begins = self.intake.rules, self.intake.begins_at.astimezone(LOCAL).date()
        asked = needs_consent(rules, year, begins)
        kept = {key: more[key] for key in ("experience", "companion", "health", "to_ask") if more.get(key)}
        # Without their agreement what was said about health is not kept.
        health = (str(more.get("health_note") or "") or None) if more.get("health") else None
        return Person(
            name=normalise_name(name),
            birth_year=year,
            phone=phone,
            answers=kept,
            health=health if rules.health else None,
            health_until=health_until(self.intake.ends_on) if health else None,
            consent=str(more.get("family_consent") or "none") if asked else "none",
        )
