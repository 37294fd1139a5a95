"""My things: phone, code, and what stands under the phone, each senior apart from the others."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.kernel.digits import only_digits
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import mask, normalise
from portal.my import granting, service
from portal.my.forms import CodeForm, PhoneForm
from portal.my.granting import CODE_KIND, PHONE_KIND, must_be_signed_in, phone_of, senior_key, things_under
from portal.my.model import SignInCode
from portal.my.rules import ASKS_PER_ADDRESS, SIGNED_IN_FOR, TRIES_PER_ADDRESS, WINDOW_SECONDS
from portal.people import visits
from portal.people.doors import resident
from portal.privacy.things import Thing
from portal.representation import service as representing
from portal.representation import store as representations
from portal.representation.model import Representation
from portal.representation.rules import (
    OWN_CODE,
    OWN_STATE_NAMES,
    PURPOSES,
    RELATIONS,
    SENIOR,
    STATE_NAMES,
    until_at_most,
)
from portal.web import rate_limit
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, preferences, see_other

router = APIRouter(prefix="/my", dependencies=[Depends(resident)])


def _few(what: str, limit: int) -> Any:
    def few(request: Request) -> None:
        """Counted before the request's own transaction begins: on SQLite the two would wait for each other."""
        address = request.client.host if request.client else "unknown"
        now = request.app.state.clock.now()
        rate_limit.hit(request, f"{what}:{address}", limit=limit, seconds=WINDOW_SECONDS, now=now)

    return few


FewAsks = Annotated[None, Depends(_few("my-ask", ASKS_PER_ADDRESS))]
FewTries = Annotated[None, Depends(_few("my-try", TRIES_PER_ADDRESS))]


@router.get("", name="my.index")
def index(request: Request, session: Reading) -> Response:
    phone = phone_of(request, session)
    if phone is None:
        return _phone_page(request, session, PhoneForm())
    things = things_under(request, session, phone)
    names = list(dict.fromkeys(thing.senior for thing in things))
    if len(names) > 1:
        seniors = [
            {"key": senior_key(request, name), "name": name and mask_name(name), "count": _count(things, name)}
            for name in names
        ]
        acts = bool(representations.for_helper(session, phone, database_of(request).keyring))
        return page(request, "my/seniors.html", private=True, phone=mask(phone), seniors=seniors, acts=acts)
    return _things_page(request, session, phone, things)


@router.post("/code", name="my.send_code")
def send_code(request: Request, few: FewAsks, typed: Typed, session: Writing) -> Response:
    del few
    form = PhoneForm(typed)
    if not form.validate():
        return _phone_page(request, session, form, status=422)
    made = service.send_code(
        session,
        normalise(text(form.phone)) or "",
        language=preferences(request).language,
        keyring=database_of(request).keyring,
        at=request.app.state.clock.now(),
    )
    if not isinstance(made, SignInCode):
        form.phone.errors = [
            msgid("A code may be asked for once a minute and five times a day. Please wait, or call 12345.")
        ]
        return _phone_page(request, session, form, status=422)
    visits.withdraw(request, session, CODE_KIND)
    visits.grant(request, session, CODE_KIND, made.id, lasts=made.expires_at - made.created_at)
    return visits.keep(request, see_other(path_for(request, "my.code")))


@router.get("/code", name="my.code")
def code(request: Request, session: Reading) -> Response:
    if not visits.given(request, session, CODE_KIND):
        return see_other(path_for(request, "my.index"))
    return page(request, "my/code.html", private=True, form=CodeForm())


@router.post("/sign-in", name="my.sign_in")
def sign_in(request: Request, few: FewTries, typed: Typed, session: Writing) -> Response:
    del few
    form = CodeForm(typed)
    if not form.validate():
        return page(request, "my/code.html", private=True, status=422, form=form)
    asked = visits.given(request, session, CODE_KIND)
    owner = service.recognise(
        session,
        asked[0] if asked else None,
        only_digits(text(form.code)),
        keyring=database_of(request).keyring,
        at=request.app.state.clock.now(),
    )
    if owner is None:
        form.code.errors = [
            msgid("These are not the digits, or they are too old. Look again; after five tries ask for new ones.")
        ]
        return page(request, "my/code.html", private=True, status=422, form=form)
    visits.withdraw(request, session, CODE_KIND)
    visits.withdraw(request, session, PHONE_KIND)
    visits.renew(request, session)
    visits.grant(request, session, PHONE_KIND, owner.id, lasts=SIGNED_IN_FOR)
    return visits.keep(request, see_other(path_for(request, "my.index")))


@router.get("/seniors/{key}", name="my.senior")
def senior(request: Request, session: Reading, key: str) -> Response:
    phone = must_be_signed_in(request, session)
    things = [one for one in things_under(request, session, phone) if senior_key(request, one.senior) == key]
    if not things:
        raise NotFound
    return _things_page(request, session, phone, things, one_of_several=True)


@router.get("/helpers", name="my.helpers")
def helpers(request: Request, session: Reading) -> Response:
    phone = must_be_signed_in(request, session)
    rows = representations.for_senior(session, phone, database_of(request).keyring)
    return page(request, "my/helpers.html", private=True, found=rows, **_names(OWN_STATE_NAMES))


@router.get("/acting", name="my.acting")
def acting(request: Request, session: Reading) -> Response:
    """For a helper, and for a worker of a community: each senior with what was done, for what and until when."""
    phone = must_be_signed_in(request, session)
    things = [thing for thing in things_under(request, session, phone) if thing.as_helper]
    found = [
        {"record": record, "things": [thing for thing in things if record.speaks_of(thing)]}
        for record in representations.for_helper(session, phone, database_of(request).keyring)
    ]
    return page(request, "my/acting.html", private=True, found=found, relations=RELATIONS, **_names(STATE_NAMES))


@router.post("/helpers/{number}/confirmation", name="my.confirm_helper")
def confirm_helper(request: Request, typed: Typed, session: Writing, number: int) -> Response:
    found = _mine(request, session, number)
    today = request.app.state.clock.today()
    until = found.until or until_at_most(today)
    representing.verify(session, found, _deed(request, typed), how=OWN_CODE, note="", until=until)
    return see_other(path_for(request, "my.helpers"))


@router.post("/helpers/{number}/end", name="my.end_helper")
def end_helper(request: Request, typed: Typed, session: Writing, number: int) -> Response:
    representing.end(session, _mine(request, session, number), _deed(request, typed))
    return see_other(path_for(request, "my.helpers"))


def _phone_page(request: Request, session: Reading, form: PhoneForm, status: int = 200) -> Response:
    """Whoever has digits already, and came back, is led to where they are typed: new ones come only after a minute."""
    has_digits = bool(visits.given(request, session, CODE_KIND))
    return page(request, "my/phone.html", private=True, status=status, form=form, has_digits=has_digits)


def _mine(request: Request, session: Writing, number: int) -> Representation:
    phone = must_be_signed_in(request, session)
    mine = representations.for_senior(session, phone, database_of(request).keyring)
    found = next((row for row in mine if row.id == number), None)
    if found is None:
        raise NotFound
    return found


def _deed(request: Request, typed: Typed) -> representing.Deed:
    return representing.Deed(
        by=SENIOR,
        at=request.app.state.clock.now(),
        version=whole_number(typed, "version"),
        rooms=granting.rooms_of(request),
        keyring=database_of(request).keyring,
    )


def _things_page(
    request: Request, session: Reading, phone: str, things: list[Thing], *, one_of_several: bool = False
) -> Response:
    keyring = database_of(request).keyring
    return page(
        request,
        "my/things.html",
        private=True,
        phone=mask(phone),
        things=things,
        name=mask_name(things[0].senior) if things and things[0].senior else "",
        helpers=len(representations.for_senior(session, phone, keyring)),
        acts=bool(representations.for_helper(session, phone, keyring)),
        one_of_several=one_of_several,
    )


def _names(state_names: Mapping[str, str]) -> dict[str, Any]:
    return {"masked": mask_name, "state_names": state_names, "purposes": PURPOSES}


def _count(things: list[Thing], name: str) -> int:
    return sum(1 for thing in things if thing.senior == name)
