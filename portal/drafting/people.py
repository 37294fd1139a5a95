"""Questions about people that every request asks alike: for whom, who they are, how to reach them, where they live."""

from collections.abc import Callable

from wtforms import SelectField, StringField, TelField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from portal.drafting.model import Answers
from portal.drafting.questions import FOR_WHOM, MYSELF, Choices, a_birth_year, a_phone, chosen, simple
from portal.drafting.steps import Asking, Step, always
from portal.kernel.msgid import msgid
from portal.web.fields import Form, choice, plain

TOLD: Choices = (("yes", msgid("Yes, they know and agree")), ("later", msgid("Not yet, I will tell them")))
HOW: Choices = (
    ("call_senior", msgid("Call the senior")),
    ("call_helper", msgid("Call the helper")),
    ("message", msgid("Send a text message")),
    ("visit", msgid("Through the community; no phone")),
)
BEST_TIME: Choices = (
    ("morning", msgid("In the morning")),
    ("afternoon", msgid("In the afternoon")),
    ("any", msgid("Any time")),
)


def _name(label: str, **attributes: str) -> StringField:
    message = msgid("Please type the name.")
    return StringField(
        label,
        [InputRequired(message), Length(max=50, message=msgid("Please keep the name to 50 characters."))],
        render_kw=attributes,
    )


class ForWhomForm(Form):
    who = chosen(msgid("Who is it for?"), msgid("Please choose for whom you apply."), FOR_WHOM)


class SeniorForm(Form):
    this_year: int
    name = _name(msgid("Name of the senior"))
    birth_year = StringField(
        msgid("Year of birth"),
        [InputRequired(msgid("Please type the year of birth with four digits, like 1948.")), a_birth_year],
        filters=[plain],
        render_kw={"inputmode": "numeric"},
    )
    phone = TelField(
        msgid("Phone of the senior (may stay empty)"),
        [Optional(), a_phone],
        filters=[plain],
        render_kw={"inputmode": "tel"},
    )


class HelperForm(Form):
    name = _name(msgid("Your own name"), autocomplete="name")
    phone = TelField(
        msgid("Your phone"),
        [InputRequired(msgid("Please type a phone where we reach you.")), a_phone],
        filters=[plain],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    told = chosen(msgid("Does the senior know about it?"), msgid("Please choose whether the senior knows."), TOLD)


def senior_form(asking: Asking) -> Form:
    """The year of today is handed in, so that a birth year can be judged."""
    form = SeniorForm(asking.typed, data=asking.answers.get("senior", {}))
    form.this_year = asking.today.year
    # A phone that knows its owner fills in the owner: right for oneself, wrong for a parent.
    own = who(asking.answers) == MYSELF
    for field, token in ((form.name, "name"), (form.birth_year, "bday-year"), (form.phone, "tel")):
        field.render_kw = (field.render_kw or {}) | {"autocomplete": token if own else "off"}
    return form


def contact_form(asking: Asking) -> Form:
    """Only ways that lead to somebody; what was chosen before the phone was taken out may still be read again."""
    given = asking.answers.get("contact", {})
    ways = [(key, name) for key, name in HOW if key in (*_ways(asking.answers), given.get("how"))]
    fields = {
        "how": chosen(msgid("How shall we reach you?"), msgid("Please choose how we reach you."), ways),
        "best_time": chosen(msgid("When is it best?"), msgid("Please choose a time; “any time” is fine."), BEST_TIME),
    }
    made: Form = type("ContactForm", (Form,), fields)(asking.typed, data=given)
    return made


def _ways(answers: Answers) -> set[str]:
    """A sheet that is printed before anything was answered offers them all."""
    if "senior" not in answers:
        return {key for key, _ in HOW}
    seniors, helpers = bool(answers["senior"].get("phone")), for_another(answers)
    known = {"call_senior": seniors, "call_helper": helpers, "message": seniors or helpers, "visit": True}
    return {way for way, leads_somewhere in known.items() if leads_somewhere}


def town_form(asking: Asking) -> Form:
    message = msgid("Please choose a town or street.")
    towns = [choice(town.code, town.name) for town in asking.divisions.towns]
    field = SelectField(
        msgid("Town or street"),
        [InputRequired(message), AnyOf([town.value for town in towns], message=message)],
        choices=[choice("", msgid("Please choose")), *towns],
        validate_choice=False,
    )
    made: Form = type("TownForm", (Form,), {"town": field})(asking.typed, data=asking.answers.get("town", {}))
    return made


def address_form(asking: Asking) -> Form:
    """Communities of the town that was chosen on the page before."""
    message = msgid("Please choose a community or village.")
    found = asking.divisions.villages_of(asking.answers.get("town", {}).get("town", ""))
    villages = [choice(village.code, village.name) for village in found]
    fields = {
        "village": SelectField(
            msgid("Community or village"),
            [InputRequired(message), AnyOf([village.value for village in villages], message=message)],
            choices=[choice("", msgid("Please choose")), *villages],
            validate_choice=False,
        ),
        "address": StringField(
            msgid("Street, house and flat"),
            [
                InputRequired(msgid("Please type street, house and flat, so that we find you.")),
                Length(max=120, message=msgid("Please keep the address to 120 characters.")),
            ],
            render_kw={"autocomplete": "street-address"},
        ),
    }
    made: Form = type("AddressForm", (Form,), fields)(asking.typed, data=asking.answers.get("address", {}))
    return made


def who(answers: Answers) -> str:
    return str(answers.get("for-whom", {}).get("who", MYSELF))


def for_another(answers: Answers) -> bool:
    return who(answers) != MYSELF


# The pages that every kind asks alike, each under its slug; a kind puts its own in between.
FOR_WHOM_PAGE = Step("for-whom", msgid("Who is it for?"), simple(ForWhomForm, "for-whom"))
SENIOR_PAGE = Step("senior", msgid("Who is the senior?"), senior_form)
HELPER_PAGE = Step(
    "helper",
    msgid("Who are you?"),
    simple(HelperForm, "helper"),
    lead=msgid("We also ask the senior. Without their yes nothing is done."),
    shown=for_another,
    decided_by="for-whom",
)
CONTACT_PAGE = Step("contact", msgid("How shall we reach you?"), contact_form)


def home_pages(shown: Callable[[Answers], bool] = always, decided_by: str = "") -> tuple[Step, Step]:
    """Town, and where exactly; another town asks for the address again."""
    town, where = msgid("In which town or street is the home?"), msgid("Where exactly is the home?")
    return (
        Step("town", town, town_form, shown=shown, decided_by=decided_by, clears=("address",)),
        Step("address", where, address_form, shown=shown, decided_by=decided_by),
    )
