"""The questions of a booking, a small page each."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from wtforms import RadioField, StringField
from wtforms.fields import Field
from wtforms.validators import AnyOf, InputRequired, Optional, StopValidation, ValidationError

from portal.db.sessions import ReadSession
from portal.drafting.consents import a_consent
from portal.drafting.model import Answers
from portal.drafting.questions import Choices, chosen
from portal.drafting.steps import Asking
from portal.kernel.digits import to_ascii, whole
from portal.kernel.msgid import msgid
from portal.kernel.saying import say_date
from portal.loans import days, store
from portal.stock.catalogue import Catalogue, Model
from portal.stock.model import Station, Terms
from portal.web.fields import Form, choice

WAIT, FETCH, DELIVER = "wait", "fetch", "deliver"
# The day of a calendar whose link was followed: no answer yet, only ticked until another one is.
WISH = "wish"
CHOOSE = msgid("Please choose a day, or the waiting list.")
LENGTHS: Choices = (
    ("7", msgid("One week")),
    ("14", msgid("Two weeks")),
    ("30", msgid("One month")),
    ("60", msgid("Two months")),
    ("90", msgid("Three months")),
    ("180", msgid("Half a year")),
)
PUSHES: Choices = (
    ("yes", msgid("Yes, somebody pushes or helps")),
    ("no", msgid("No, nobody")),
    ("unsure", msgid("I am not sure")),
)
HOW: Choices = (
    (FETCH, msgid("Fetched at the station")),
    (DELIVER, msgid("Brought to the home")),
)
MOST_KG, MOST_CM = 300, 300
WANTED_CM = 2


def device_of(answers: Answers) -> str:
    return str(answers.get("device", {}).get("device", ""))


def length_of(answers: Answers) -> int:
    return int(answers["length"]["length"])


def day_of(answers: Answers, *, asked: date) -> tuple[str, date]:
    """Station and first day as they were chosen; for the waiting list, the station and the day of asking."""
    if waits(answers):
        return str(answers["station"]["station"]), asked
    station, _, day = str(answers["day"]["day"]).partition("@")
    return station, date.fromisoformat(day)


def waits(answers: Answers) -> bool:
    return bool(answers["day"]["day"] == WAIT)


def device_form(catalogue: Catalogue, asking: Asking) -> Form:
    message = msgid("Please choose what you want to borrow.")
    models = [choice(one.device, one.name[asking.language]) for one in catalogue.models.values()]
    field = RadioField(
        msgid("What would you like to borrow?"),
        [InputRequired(message), AnyOf([one.value for one in models], message=message)],
        choices=models,
        validate_choice=False,
    )
    return _form("DeviceForm", {"device": field}, asking, "device")


def fit_form(catalogue: Catalogue, asking: Asking) -> Form:
    """Only what matters for this model is asked, and whoever is not sure may leave it empty."""
    model = catalogue.model(device_of(asking.answers))
    fields: dict[str, Any] = {}
    if model.max_weight_kg:
        fields["weight"] = StringField(
            msgid("How heavy is the senior, in kilograms? (may stay empty)"),
            [Optional(), _whole(MOST_KG, msgid("Please type a whole number of kilograms, like 65.")), _carries(model)],
            render_kw={"inputmode": "numeric"},
        )
    if model.width_cm:
        fields["door"] = StringField(
            msgid("How wide is the narrowest door at home, in centimetres? (may stay empty)"),
            [Optional(), _whole(MOST_CM, msgid("Please type a whole number of centimetres, like 80.")), _passes(model)],
            render_kw={"inputmode": "numeric"},
        )
    if model.is_pushed:
        fields["pushed"] = chosen(
            msgid("Is there somebody who pushes it or helps?"),
            msgid("Please choose one; “not sure” is fine."),
            PUSHES,
        )
    return _form("FitForm", fields, asking, "fit")


def asks_fit(catalogue: Catalogue, answers: Answers) -> bool:
    model = catalogue.models.get(device_of(answers))
    return model is not None and bool(model.max_weight_kg or model.width_cm or model.is_pushed)


def _whole(most: int, message: str) -> Any:
    def check(form: Form, field: Field) -> None:
        del form
        number = whole(field.data or "")
        if not number or number > most:
            raise StopValidation(message)  # what comes after it asks what this number means

    return check


def _carries(model: Model) -> Any:
    def check(form: Form, field: Field) -> None:
        del form
        if model.max_weight_kg is not None and (whole(field.data) or 0) > model.max_weight_kg:
            raise ValidationError(
                msgid("This device does not carry so much. Please choose another one, or call us: we help you look.")
            )

    return check


def _passes(model: Model) -> Any:
    def check(form: Form, field: Field) -> None:
        del form
        if model.width_cm is not None and (whole(field.data) or 0) < model.width_cm + WANTED_CM:
            raise ValidationError(
                msgid("It will not pass this door. Please choose a narrower device, or call us: we help you look.")
            )

    return check


def station_form(catalogue: Catalogue, asking: Asking) -> Form:
    """The stations that have this model, each with what is free there."""
    language = asking.language
    names = {slug: station[language] for slug, station in catalogue.stations.items()}
    delivering: set[str] = set(catalogue.delivering)
    if asking.session is not None:
        terms = store.terms_of(asking.session, device_of(asking.answers))
        names = {one.slug: one.name[language] for one in store.stations_with(asking.session, terms)}
    message = msgid("Please choose a station.")
    fields = {
        "station": RadioField(
            msgid("Which station?"),
            [InputRequired(message), AnyOf(list(names), message=message)],
            choices=[choice(slug, name) for slug, name in names.items()],
            validate_choice=False,
        ),
        "how": chosen(msgid("How does it come to you?"), msgid("Please choose how it comes to you."), HOW),
    }
    form = _form("StationForm", fields, asking, "station", base=_StationForm, begin=asking.answers.get(WISH))
    form.delivering = delivering  # type: ignore[attr-defined]  # asked in `validate_how`
    return form


class _StationForm(Form):
    delivering: set[str]

    def validate_how(self, field: Field) -> None:
        if field.data == DELIVER and self["station"].data not in self.delivering:
            raise ValidationError(
                msgid("This station cannot bring it. Please choose another station, or let somebody fetch it.")
            )


def delivers(answers: Answers) -> bool:
    return bool(answers.get("station", {}).get("how") == DELIVER)


def length_form(catalogue: Catalogue, asking: Asking) -> Form:
    most = catalogue.model(device_of(asking.answers)).max_days
    lengths = [(key, name) for key, name in LENGTHS if int(key) <= most]
    field = chosen(msgid("For how long?"), msgid("Please choose for how long."), lengths)
    return _form("LengthForm", {"length": field}, asking, "length")


def day_form(catalogue: Catalogue, asking: Asking) -> Form:
    """Days of this station as a calendar, the soonest of the others, another day to be typed, or the waiting list."""
    session = asking.session
    kept = asking.answers.get("day", {}).get("day")
    own = list(_calendar(asking, session)) if session is not None else []
    choices = _free_days(catalogue, asking, session, own) if session is not None else []
    if kept and all(kept != key for key, _ in choices):
        choices.append((kept, _said(catalogue, asking, kept)))
    fields = {
        "day": FirstDayField(
            msgid("From which day?"),
            [Optional()] if session is None else [AnyOf([key for key, _ in choices], message=CHOOSE), Optional()],
            choices=[choice(key, name) for key, name in choices],
            validate_choice=False,
        ),
        "other": StringField(msgid("Or type another day, like 2026-12-25 (may stay empty)"), [Optional()]),
    }
    wish = asking.answers.get(WISH, {})
    offered = any(wish.get("day") == key for key, _ in choices)
    form = _form("DayForm", fields, asking, "day", base=_DayForm, begin=wish if offered else None)
    form.asking = asking  # type: ignore[attr-defined]  # asked in `validate`
    field = cast("FirstDayField", form["day"])
    field.months = days.months(own)
    field.is_wish_gone = bool(wish) and not offered and not kept and session is not None
    return form


class FirstDayField(RadioField):
    """One answer of many, of which those of a calendar stand in its months."""

    months: Sequence[days.Month] = ()
    # Whether it began with a day that cannot be had for so long, or not at this station.
    is_wish_gone = False

    def is_chosen_in(self, page: days.Month) -> bool:
        day = str(self.data or "").partition("@")[2]
        return day.startswith(f"{page.first:%Y-%m}-")

    def parts(self) -> tuple[dict[date, Any], list[Any]]:
        """The answers that stand in the calendar by their day, and the rest."""
        shown = {one.start for page in self.months for week in page.weeks for one in week if one and one.can}
        found, rest = {}, []
        for option in self:
            day = str(option.data).partition("@")[2]
            first = date.fromisoformat(day) if day else None
            if first in shown and first not in found:
                found[first] = option
            else:
                rest.append(option)
        return found, rest


class _DayForm(Form):
    asking: Asking

    def validate(self, extra_validators: Any = None) -> bool:
        """A day that was typed counts before one that was ticked; both are judged by what booking itself asks."""
        del extra_validators
        day, other, answers, session = self["day"], self["other"], self.asking.answers, self.asking.session
        typed = to_ascii(other.data or "").strip()
        if typed:
            day.data = f"{answers['station']['station']}@{typed}"
        if not day.data:
            day.errors = [CHOOSE]
            return False
        if day.data == WAIT or session is None:
            return True
        field = other if typed else day
        wrong = _problem(session, answers, str(day.data), self.asking.today)
        if wrong is not None:
            field.errors = [wrong]
            return False
        other.data = ""
        return True


def _problem(session: ReadSession, answers: Answers, chosen_day: str, today: date) -> str | None:
    slug, _, day = chosen_day.partition("@")
    if delivers(answers) and slug != answers["station"]["station"]:
        return CHOOSE  # what is brought home comes from the station that was asked to bring it
    try:
        start = date.fromisoformat(day)
    except ValueError:
        return msgid("Please type the day like 2026-12-25, or choose one from the list.")
    terms = store.terms_of(session, device_of(answers))
    station = store.station(session, slug)
    return days.problem(session, terms, station, start, today=today, length=length_of(answers))


def _calendar(asking: Asking, session: ReadSession) -> Iterator[days.FirstDay]:
    terms = store.terms_of(session, device_of(asking.answers))
    own = store.station(session, str(asking.answers["station"]["station"]))
    return days.calendar(session, terms, own, today=asking.today, length=length_of(asking.answers))


def _free_days(
    catalogue: Catalogue, asking: Asking, session: ReadSession, found: Sequence[days.FirstDay]
) -> list[tuple[str, str]]:
    terms = store.terms_of(session, device_of(asking.answers))
    own = store.station(session, str(asking.answers["station"]["station"]))
    keys = [key_of(own.slug, one.start) for one in found if one.can]
    keys += _elsewhere(session, terms, own, asking, length_of(asking.answers))
    said = [(key, _said(catalogue, asking, key)) for key in keys]
    return [*said, (WAIT, msgid("None of these: put me on the waiting list"))]


def _elsewhere(session: ReadSession, terms: Terms, own: Station, asking: Asking, length: int) -> list[str]:
    if delivers(asking.answers):
        return []
    others = [one for one in store.stations_with(session, terms) if one.id != own.id]
    found = days.soonest(session, terms, others, today=asking.today, length=length)
    return [key_of(station.slug, day) for station, day in found if day is not None]


def key_of(station: str, day: date) -> str:
    return f"{station}@{day.isoformat()}"


def _said(catalogue: Catalogue, asking: Asking, key: str) -> str:
    if key == WAIT:
        return msgid("None of these: put me on the waiting list")
    slug, _, day = key.partition("@")
    start = date.fromisoformat(day)
    end = start + timedelta(days=length_of(asking.answers) - 1)
    language = asking.language
    name = catalogue.stations[slug][language]
    until = "到" if language == "zh" else " to "
    between = "，" if language == "zh" else ", "
    return f"{say_date(start, language)}{until}{say_date(end, language, weekday=False)}{between}{name}"


def consent_form(asking: Asking) -> Form:
    """A box for the loan, and one for each sensitive thing that was said; on a blank paper all of them."""
    answers = asking.answers
    fields = {"loan_agreed": a_consent(msgid("I agree that these facts are used for this loan, and for nothing else."))}
    if not answers or answers.get("fit", {}).get("weight"):
        fields["weight_agreed"] = a_consent(
            msgid("I agree that the body weight is used to see whether the device bears it.")
        )
    if not answers or delivers(answers):
        fields["address_agreed"] = a_consent(msgid("I agree that the address is used to bring the device home."))
    return _form("LoanConsentForm", fields, asking, "consents")


def _form(
    name: str,
    fields: dict[str, Any],
    asking: Asking,
    slug: str,
    base: type[Form] = Form,
    begin: Mapping[str, Any] | None = None,
) -> Form:
    """`begin` is what it holds as long as this page was not answered."""
    made: Form = type(name, (base,), fields)(asking.typed, data=asking.answers.get(slug, begin or {}))
    return made
