"""Every component as residents see it, in each text size and each set of colours, with what it is held to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, cycle, product
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Field

from accessibility.components import Component, components
from accessibility.rules import BY_ID
from portal.borrowing.questions import FirstDayField
from portal.counter.forms import REASONS
from portal.kernel.msgid import msgid
from portal.loans import days
from portal.offline import qr
from portal.people.doors import Staff, desk
from portal.web.fields import Form, choice
from portal.web.paging import Paging
from portal.web.preferences import SIZES, THEMES
from portal.web.view import page, piece, preferences

router = APIRouter(prefix="/staff/patterns")
Desk = Annotated[Staff, Depends(desk("editor", "publisher", "administrator"))]
A_LABEL, A_NAME = msgid("Name of the senior"), msgid("Please type the name.")
VIEWS = tuple(f"{size}-{theme}" for size, theme in product(SIZES, THEMES))
KINDS = {
    "text": StringField,
    "textarea": TextAreaField,
    "tick": BooleanField,
    "upload": FileField,
    "choices": RadioField,
    "select": SelectField,
    "first_day": FirstDayField,
}
# Days of each kind in turn; which month it is shows nothing, so it is always the same.
SAMPLE_DAYS = tuple(
    days.FirstDay(day, day, word)
    for day, word in zip(
        (date(2027, 3, 1) + timedelta(days=number) for number in range(31)),
        cycle((days.FREE, days.FEW, days.TAKEN, days.CLOSED)),
        strict=False,
    )
)
NONE_OF_THESE = msgid("None of these: put me on the waiting list")


@router.get("", name="oversight.patterns")
def patterns(request: Request, staff: Desk) -> Response:
    """`?view=3-dark` shows them so, without changing how the reader likes to read."""
    asked = request.query_params.get("view", "")
    size, _, theme = (asked if asked in VIEWS else VIEWS[0]).partition("-")
    made = _maker(request)
    return page(
        request,
        "oversight/patterns.html",
        private=True,
        staff=staff,
        prefs=replace(preferences(request), size=SIZES[size], theme=THEMES[theme]),
        shown=[(one, [_example(request, example, made) for example in _calls(request, one)]) for one in components()],
        rules=BY_ID,
        view=f"{size}-{theme}",
        sizes=SIZES,
        themes=THEMES,
    )


def _calls(request: Request, one: Component) -> list[str]:
    return [example.said(preferences(request).language) for example in one.examples]


def _example(request: Request, call: str, made: Callable[..., Field]) -> str:
    imports = "".join(
        f'{{% from "components/{one.name}.html" import {one.name} with context %}}' for one in components()
    )
    paging = Paging(page=2, total=100, path=request.url.path)
    source = call if "{%" in call else f"{{{{ {call} }}}}"
    (month,) = days.months(SAMPLE_DAYS)
    more = {"made": made, "wrong": _wrong(made), "paging": paging, "qr_svg": qr.svg, "a_month": month}
    return piece(request, imports + source, **more)


def _maker(request: Request) -> Callable[..., Field]:
    """Makes a field that no form of the portal has, each with a name of its own."""
    numbers = count(1)
    towns = [choice(town.code, town.name) for town in request.app.state.divisions.towns]
    answers = {
        "select": towns,
        "choices": [choice(key, said) for key, said in REASONS],
        "first_day": [
            *(choice(f"@{one.start}", str(one.start)) for one in SAMPLE_DAYS if one.can),
            choice("wait", NONE_OF_THESE),
        ],
    }

    def made(kind: str, label: str, error: str = "") -> Field:
        options: dict[str, Any] = {"choices": answers[kind]} if kind in answers else {}
        options["render_kw"] = {"autocomplete": "off"} if kind in {"text", "textarea"} else {}
        name = f"sample_{next(numbers)}"
        form = type("Sample", (Form,), {name: KINDS[kind](label, **options)})()
        form[name].errors = [error] if error else []
        field: Field = form[name]
        if isinstance(field, FirstDayField):
            field.months = days.months(SAMPLE_DAYS)
        return field

    return made


def _wrong(made: Callable[..., Field]) -> dict[str, Any]:
    """A form whose only field was left empty."""
    field, form = made("text", A_LABEL, A_NAME), Form()
    form._fields = {field.name: field}  # there is no other way to put a made field into a form
    return {"form": form, "field": field}
