"""Going on with what was begun, by its code."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from portal.drafting import store
from portal.kernel.msgid import msgid
from portal.kernel.reference import normalise_resume_code
from portal.people import visits
from portal.people.doors import resident
from portal.web import rate_limit
from portal.web.csrf import Typed
from portal.web.fields import Form, text
from portal.web.sessions import Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(dependencies=[Depends(resident)])
TRIES = 20
WINDOW_SECONDS = 600


class ResumeForm(Form):
    code = StringField(
        msgid("Your code to go on (12 digits)"),
        [InputRequired(msgid("Please type the 12 digits of your code."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def few_tries(request: Request) -> None:
    """Counted before the request's own transaction begins: on SQLite the two would wait for each other."""
    address = request.client.host if request.client else "unknown"
    now = request.app.state.clock.now()
    rate_limit.hit(request, f"look-up:{address}", limit=TRIES, seconds=WINDOW_SECONDS, now=now)


FewTries = Annotated[None, Depends(few_tries)]


@router.get("/resume", name="drafting.resume")
def show(request: Request) -> Response:
    return page(request, "drafting/resume.html", private=True, form=ResumeForm())


@router.post("/resume", name="drafting.resume_now")
def resume(request: Request, few: FewTries, typed: Typed, session: Writing) -> Response:
    del few
    form = ResumeForm(typed)
    if not form.validate():
        return page(request, "drafting/resume.html", private=True, status=422, form=form)
    code = normalise_resume_code(text(form.code))
    lookups = database_of(request).keyring.lookups(code, "draft.resume_code") if code else []
    draft = store.by_code(session, lookups, now=request.app.state.clock.now())
    if draft is None:
        form.code.errors = [msgid("We find nothing under this code. Please compare it digit by digit, or begin anew.")]
        return page(request, "drafting/resume.html", private=True, status=404, form=form)
    visits.grant(request, session, "draft", draft.id)
    # A draft of one thing among many carries its number: "signing_up/12".
    room, _, number = draft.service.partition("/")
    address = path_for(request, f"{room}.start", number=number) if number else path_for(request, f"{room}.apply")
    return visits.keep(request, see_other(address))
