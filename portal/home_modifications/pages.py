"""The guide to home modifications, the other ways, the numbers that everybody may see, and the wish for a lift."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response
from wtforms import SelectField, StringField, TelField
from wtforms.validators import AnyOf, InputRequired, Length

from portal.drafting.questions import a_phone
from portal.home_modification_case import year
from portal.home_modifications import lifts
from portal.home_modifications.kind import PATH
from portal.kernel.msgid import msgid
from portal.kernel.phone import normalise
from portal.people.doors import anyone, resident
from portal.web.csrf import Typed
from portal.web.fields import Form, choice, text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix=PATH)


class LiftForm(Form):
    building = StringField(
        msgid("Street and number of the building"),
        [
            InputRequired(msgid("Please type street and number of the building.")),
            Length(max=80, message=msgid("Please keep it to 80 characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    phone = TelField(
        msgid("Your phone"),
        [InputRequired(msgid("Please type a phone where we reach you.")), a_phone],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )


@router.get("", name="home_modifications.index", dependencies=[Depends(anyone)])
def index(request: Request) -> Response:
    return page(request, "home_modifications/index.html", catalogue=request.app.state.home_modification_items)


@router.get("/other-ways", name="home_modifications.other_ways", dependencies=[Depends(anyone)])
def other_ways(request: Request) -> Response:
    """For whom public money is not the way: what else there is, each with its source and its day."""
    return page(
        request, "home_modifications/other_ways.html", programmes=request.app.state.home_modification_programmes
    )


@router.get("/numbers", name="home_modifications.numbers", dependencies=[Depends(anyone)])
def numbers(request: Request, session: Reading) -> Response:
    """Only totals of the whole district: nobody can be found in them."""
    found = year.of(session, request.app.state.modification_office, request.app.state.clock.today().year)
    return page(request, "home_modifications/numbers.html", it=found)


@router.get("/lift", name="home_modifications.lift", dependencies=[Depends(resident)])
def lift(request: Request) -> Response:
    return _lift_page(request, lift_form(request, None, request.query_params.get("town", "")))


@router.post("/lift", name="home_modifications.register_lift", dependencies=[Depends(resident)])
def register_lift(request: Request, typed: Typed, session: Writing) -> Response:
    town = str(typed.get("town", ""))
    form = lift_form(request, typed, town)
    if not form.validate() or "village" not in form:
        return _lift_page(request, form, status=422)
    lifts.register(
        session,
        town=town,
        village=text(form["village"]),
        building=text(form["building"]).strip(),
        phone=normalise(text(form["phone"])) or "",
        at=request.app.state.clock.now(),
    )
    return see_other(path_for(request, "home_modifications.lift_registered"))


@router.get("/lift/registered", name="home_modifications.lift_registered", dependencies=[Depends(resident)])
def lift_registered(request: Request) -> Response:
    return page(request, "home_modifications/lift_registered.html", private=True)


def lift_form(request: Request, typed: Any, town: str) -> Form:
    """First the town, by which the communities to choose from are known."""
    divisions = request.app.state.divisions
    message = msgid("Please choose a town or street.")
    towns = [choice(one.code, one.name) for one in divisions.towns]
    fields: dict[str, Any] = {
        "town": SelectField(
            msgid("Town or street"),
            [InputRequired(message), AnyOf([one.value for one in towns], message=message)],
            choices=[choice("", msgid("Please choose")), *towns],
            validate_choice=False,
        )
    }
    villages = [choice(one.code, one.name) for one in divisions.villages_of(town)]
    if not villages:
        made: Form = type("LiftTownForm", (Form,), fields)(typed)
        return made
    message = msgid("Please choose a community or village.")
    fields["village"] = SelectField(
        msgid("Community or village"),
        [InputRequired(message), AnyOf([one.value for one in villages], message=message)],
        choices=[choice("", msgid("Please choose")), *villages],
        validate_choice=False,
    )
    whole: Form = type("LiftWholeForm", (LiftForm,), fields)(typed, data={"town": town})
    return whole


def _lift_page(request: Request, form: Form, status: int = 200) -> Response:
    return page(request, "home_modifications/lift.html", private=True, status=status, form=form)
