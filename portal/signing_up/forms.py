"""The questions of signing up, a small page each; what is asked depends on the thing."""

import re
from typing import Any

from wtforms import BooleanField, Form, StringField, TelField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.drafting.model import Answers
from portal.drafting.questions import MYSELF, a_birth_year, a_phone, chosen
from portal.drafting.steps import Asking
from portal.enrolments.model import Intake
from portal.enrolments.rules import needs_companion, needs_consent
from portal.kernel.birth import birth_year
from portal.kernel.clock import LOCAL
from portal.kernel.digits import to_ascii
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.web.fields import text

MEMBER = re.compile(r"([^\d]+?)[\s,，、]*(\d{4}年?|[〇零○一二三四五六七八九]{4}年?)")
A_YEAR = msgid("Please type the year of birth with four digits, like 1948.")
A_NAME = msgid("Please type the name.")
EXPERIENCE = (
    ("yes", msgid("Yes, I have learnt it before")),
    ("some", msgid("A little")),
    ("no", msgid("No, I am new to it")),
)
CONSENTS = (
    ("online", msgid("A son, daughter or other close relative knows and agrees")),
    ("paper_due", msgid("They sign the paper form and we bring it on the first day")),
)


def a_name(label: str, *, optional: bool = False) -> StringField:
    first = Optional() if optional else InputRequired(A_NAME)
    return StringField(label, [first, Length(max=50, message=msgid("Please keep the name to 50 characters."))])


class SeniorForm(Form):
    this_year: int
    name = a_name(msgid("Name of the senior"))
    birth_year = StringField(
        msgid("Year of birth, like 1948; a lunar birthday in words is fine too"), [InputRequired(A_YEAR), a_birth_year]
    )
    phone = TelField(
        msgid("Phone of the senior, or of family or community (may stay empty)"),
        [Optional(), a_phone],
        render_kw={"inputmode": "tel"},
    )
    second_name = a_name(msgid("Does somebody of the household come too? Their name (may stay empty)"), optional=True)
    second_birth_year = StringField(msgid("Their year of birth"), [Optional(), a_birth_year])

    def validate_second_birth_year(self, field: Field) -> None:
        if text(self.second_name) and not text(field):
            raise ValidationError(A_YEAR)


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
        [InputRequired(msgid("Please write a line for each member: name and year of birth."))],
    )

    def validate_members(self, field: Field) -> None:
        for line in text(field).splitlines():
            if line.strip() and member_of(line, this_year=self.this_year) is None:
                raise ValidationError(msgid("Please write a line for each member: name and year of birth."))


class HelperForm(Form):
    name = a_name(msgid("Your own name"))
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


def asks_more(intake: Intake, answers: Answers, *, this_year: int) -> dict[str, Field]:
    """The further questions of this thing for these people; none for most."""
    rules, begins = intake.rules, intake.begins_at.astimezone(LOCAL).date()
    years = years_of(answers, this_year=this_year)
    fields: dict[str, Any] = {}
    if rules.experience:
        fields["experience"] = chosen(
            msgid("This is for people with some experience. Have you learnt it before?"),
            msgid("Please choose one; all three are fine."),
            EXPERIENCE,
        )
    if any(needs_companion(rules, year, begins) for year in years):
        fields["companion"] = StringField(
            msgid("Who comes along and looks after the senior? Name and phone"),
            [InputRequired(msgid("Please say who comes along. If there is nobody, call us: we look for a way."))],
        )
    if any(needs_consent(rules, year, begins) for year in years):
        fields["family_consent"] = chosen(
            msgid("At this age a close relative must agree as well."),
            msgid("Please choose how the family agrees."),
            CONSENTS,
        )
    if rules.health:
        fields["health_note"] = TextAreaField(
            msgid("What should we know about health: heart, blood pressure, falls, medicine? “Nothing” is fine.")
        )
        fields["health"] = BooleanField(
            msgid("I agree that what I say about health is used for safety, and deleted six months after the end."),
            [DataRequired(msgid("Please tick it if you agree. Otherwise call us or come to the counter."))],
        )
    return fields


def more_form(intake: Intake) -> Any:
    def build(asking: Asking) -> Form:
        fields = asks_more(intake, asking.answers, this_year=asking.today.year)
        made: Form = type("MoreForm", (Form,), fields)(asking.typed, data=asking.answers.get("more", {}))
        return made

    return build


def for_another(answers: Answers) -> bool:
    return str(answers.get("for-whom", {}).get("who", MYSELF)) != MYSELF
