"""The questions of signing up, a small page each; what is asked depends on the thing."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, StringField, TelField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError

from portal.drafting.model import Answers
from portal.drafting.questions import MYSELF, a_birth_year, a_phone, chosen
from portal.drafting.steps import Asking
from portal.enrolments.model import Intake
from portal.enrolments.rules import Conditions, needs_companion, needs_consent
from portal.kernel.birth import birth_year
from portal.kernel.clock import LOCAL
from portal.kernel.digits import to_ascii
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.web.fields import Form, text

MEMBER = re.compile(r"([^\d]+?)[\s,，、]*(\d{4}年?|[〇零○一二三四五六七八九]{4}年?)")
A_YEAR = msgid("Please type the year of birth with four digits, like 1948.")
A_NAME = msgid("Please type the name.")
A_LINE_EACH = msgid("Please write a line for each member: name and year of birth.")
EXPERIENCE = (
    ("yes", msgid("Yes, I have learnt it before")),
    ("some", msgid("A little")),
    ("no", msgid("No, I am new to it")),
)
CONSENTS = (
    ("online", msgid("A son, daughter or other close relative knows and agrees")),
    ("paper_due", msgid("They sign the paper form and we bring it on the first day")),
)


def a_name(label: str, *, optional: bool = False, autocomplete: str = "off") -> StringField:
    first = Optional() if optional else InputRequired(A_NAME)
    limit = Length(max=50, message=msgid("Please keep the name to 50 characters."))
    return StringField(label, [first, limit], render_kw={"autocomplete": autocomplete})


def needed_with_a_name(form: Form, field: Field) -> None:
    """A second person needs a year of birth; where nobody is named, nothing is asked."""
    if not text(field):
        field.errors = []
        raise StopValidation(A_YEAR if text(form["second_name"]) else "")


def a_line_each(form: Form, field: Field) -> None:
    newest: int = getattr(form, "this_year")  # noqa: B009  # set when the form is built
    for line in text(field).splitlines():
        if line.strip() and member_of(line, this_year=newest) is None:
            raise ValidationError(A_LINE_EACH)


class SeniorForm(Form):
    this_year: int
    groups = (
        (msgid("The senior"), ("name", "birth_year")),
        (msgid("Does somebody of the household come too? (may stay empty)"), ("second_name", "second_birth_year")),
    )
    name = a_name(msgid("Name of the senior"))
    birth_year = StringField(
        msgid("Year of birth"),
        [InputRequired(A_YEAR), a_birth_year],
        description=msgid("Like 1948; a lunar birthday in words is fine too."),
    )
    phone = TelField(
        msgid("Phone of the senior (may stay empty)"),
        [Optional(), a_phone],
        description=msgid("One of the family or of the community is fine too."),
        render_kw={"inputmode": "tel"},
    )
    second_name = a_name(msgid("Name of whoever comes too"), optional=True)
    second_birth_year = StringField(
        msgid("Their year of birth"), [needed_with_a_name, a_birth_year], render_kw={"autocomplete": "off"}
    )


class TeamForm(Form):
    this_year: int
    name = a_name(msgid("Name of the captain"))
    birth_year = StringField(msgid("Year of birth of the captain"), [InputRequired(A_YEAR), a_birth_year])
    phone = TelField(
        msgid("Phone of the captain"),
        [InputRequired(msgid("Please type a phone where we reach you.")), a_phone],
        render_kw={"inputmode": "tel"},
    )
    members = TextAreaField(
        msgid("The others of the team: a line for each, name and year of birth"),
        [InputRequired(A_LINE_EACH), a_line_each],
        render_kw={"autocomplete": "off"},
    )


class HelperForm(Form):
    name = a_name(msgid("Your own name"), autocomplete="name")
    phone = TelField(
        msgid("Your phone"),
        [InputRequired(msgid("Please type a phone where we reach you.")), a_phone],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )


def senior_form(intake: Intake) -> Any:
    def build(asking: Asking) -> Form:
        kind = TeamForm if intake.rules.is_team else SeniorForm
        form = kind(asking.typed, data=asking.answers.get("senior", {}))
        form.this_year = asking.today.year
        # A phone that knows its owner fills in the owner: right for oneself, wrong for a parent.
        own = intake.rules.is_team or not for_another(asking.answers)
        for name, token in (("name", "name"), ("birth_year", "bday-year"), ("phone", "tel")):
            form[name].render_kw = (form[name].render_kw or {}) | {"autocomplete": token if own else "off"}
        return form

    return build


def member_of(line: str, *, this_year: int) -> tuple[str, int] | None:
    """`样例队员乙 1955`: a name and a year."""
    found = MEMBER.fullmatch(to_ascii(line).strip())
    born = birth_year(found[2], this_year=this_year) if found else None
    return (normalise_name(found[1]), born) if found and born is not None else None


def years_of(answers: Answers, *, this_year: int) -> list[int]:
    """The years of birth of everyone in the form."""
    senior = answers.get("senior", {})
    typed = [senior.get("birth_year"), senior.get("second_birth_year") if senior.get("second_name") else None]
    years = [birth_year(str(one), this_year=this_year) for one in typed if one]
    members = [member_of(line, this_year=this_year) for line in str(senior.get("members") or "").splitlines()]
    return [year for year in years if year is not None] + [member[1] for member in members if member is not None]


# What the rules of a thing may ask beyond who comes, with what is said where it was not answered.
MUST = {
    "experience": msgid("Please choose one; all three are fine."),
    "companion": msgid("Please say who comes along. If there is nobody, call us: we look for a way."),
    "family_consent": msgid("Please choose how the family agrees."),
    "health": msgid("Please tick it if you agree. Otherwise call us or come to the counter."),
}


# The same where somebody wrote a line on a list, and is asked later.
TO_ASK = {
    "experience": msgid("whether they have learnt it before"),
    "companion": msgid("who comes along"),
    "family_consent": msgid("whether the family agrees"),
    "health": msgid("about health, with their consent"),
}


def asked_for(intake: Intake, answers: Answers, *, this_year: int) -> list[str]:
    """Which of these questions this thing puts to these people; none for most."""
    return asked_of(intake, years_of(answers, this_year=this_year))


def asked_of(intake: Intake, years: Sequence[int]) -> list[str]:
    """The same, of people born in these years."""
    rules, begins = intake.rules, intake.begins_at.astimezone(LOCAL).date()
    asked = {
        "experience": rules.experience,
        "companion": any(needs_companion(rules, year, begins) for year in years),
        "family_consent": any(needs_consent(rules, year, begins) for year in years),
        "health": rules.health,
    }
    return [name for name in MUST if asked[name]]


def may_ask(rules: Conditions) -> list[str]:
    """Which of them it puts to anybody."""
    asked = {
        "experience": rules.experience,
        "companion": rules.companion_from is not None,
        "family_consent": rules.consent_from is not None,
        "health": rules.health,
    }
    return [name for name in MUST if asked[name]]


def hangs_on_age(rules: Conditions) -> bool:
    """Whether only some people are asked any of it."""
    return bool(may_ask(rules)) and not (rules.experience or rules.health)


def _questions(name: str) -> dict[str, Any]:
    match name:
        case "experience":
            label = msgid("This is for people with some experience. Have you learnt it before?")
            return {name: chosen(label, MUST[name], EXPERIENCE)}
        case "companion":
            label = msgid("Who comes along and looks after the senior? Name and phone")
            return {name: StringField(label, [InputRequired(MUST[name])])}
        case "family_consent":
            label = msgid("At this age a close relative must agree as well.")
            return {name: chosen(label, MUST[name], CONSENTS)}
    note = msgid("What should we know about health: heart, blood pressure, falls, medicine? “Nothing” is fine.")
    agreed = msgid("I agree that what I say about health is used for safety, and deleted six months after the end.")
    return {
        "health_note": TextAreaField(note),
        "health": BooleanField(agreed, [DataRequired(MUST["health"])]),
    }


def more_form(intake: Intake) -> Any:
    def build(asking: Asking) -> Form:
        names = asked_for(intake, asking.answers, this_year=asking.today.year)
        fields = {key: field for name in names for key, field in _questions(name).items()}
        made: Form = type("MoreForm", (Form,), fields)(asking.typed, data=asking.answers.get("more", {}))
        return made

    return build


def for_another(answers: Answers) -> bool:
    return str(answers.get("for-whom", {}).get("who", MYSELF)) != MYSELF
