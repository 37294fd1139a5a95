"""The sticker on a device: how to use it, it is broken, give it back; and for a stranger, whose it is."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response
from wtforms import RadioField, TelField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.phone import normalise
from portal.loans import store as loans
from portal.people import visits
from portal.people.doors import resident, staff_in
from portal.rental_desk import store
from portal.stock.model import FaultReport, Item
from portal.web.csrf import Typed
from portal.web.fields import Form, choice, text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/sticker", dependencies=[Depends(resident)])
COUNTER = {"station", "supervisor"}
KINDS = (
    ("fault", msgid("It is broken, or something is missing")),
    ("question", msgid("I do not know how to use it")),
    ("return", msgid("I want to give it back")),
    ("found", msgid("I found it somewhere")),
)


class ReportForm(Form):
    kind = RadioField(
        msgid("What is it?"),
        [
            InputRequired(msgid("Please choose what it is.")),
            AnyOf([key for key, _ in KINDS], message=msgid("Please choose what it is.")),
        ],
        choices=[choice(key, name) for key, name in KINDS],
        validate_choice=False,
    )
    words = TextAreaField(
        msgid("What we should know (may stay empty)"),
        [Optional(), Length(max=500, message=msgid("Please write at most 500 characters."))],
    )
    phone = TelField(
        msgid("Your phone, if we may call you (may stay empty)"),
        [Optional(), Length(max=20, message=msgid("Please type a phone number."))],
        render_kw={"inputmode": "tel"},
    )


@router.get("/{code}", name="stickers.show")
def sticker(request: Request, session: Reading, code: str) -> Response:
    """Staff of a counter get to the item, or bind what is blank; for everybody else it is about the device."""
    label = store.label_of(session, code)
    if label is None:
        raise NotFound
    staff = staff_in(request, session)
    if staff is not None and staff.roles & COUNTER:
        return see_other(f"{path_for(request, 'rental_desk.find')}?item={label.code}")
    if label.item is None:
        return page(request, "stickers/blank.html", private=True, stations=loans.stations(session))
    return _page(request, session, code, ReportForm())


@router.post("/{code}/report", name="stickers.report")
def report(request: Request, session: Writing, code: str, typed: Typed) -> Response:
    """What is wrong is written down and never refused; the loan stays as it is."""
    item = _item(session, code)
    form = ReportForm(typed)
    if not form.validate():
        return _page(request, session, code, form, status=422)
    loan = loans.running(session, item.id)
    typed_phone, words = text(form.phone), text(form.words)
    phone = normalise(typed_phone)
    session.add(
        FaultReport(
            item_id=item.id,
            loan_id=loan.id if loan else None,
            kind=text(form.kind),
            # What is no number still says how to reach somebody.
            words=words if phone else f"{words} {typed_phone}".strip(),
            phone=phone,
            at=request.app.state.clock.now(),
        )
    )
    return see_other(path_for(request, "stickers.thanks", code=code))


@router.get("/{code}/thanks", name="stickers.thanks")
def reported(request: Request, session: Reading, code: str) -> Response:
    return page(request, "stickers/thanks.html", private=True, it=_item(session, code))


def _page(request: Request, session: ReadSession, code: str, form: Form, status: int = 200) -> Response:
    """Only the browser that was shown the loan sees when it is due; to a stranger it is just a thing that was found."""
    item = _item(session, code)
    loan = loans.running(session, item.id)
    mine = loan is not None and loan.id in visits.granted(request, session, "request")
    return page(
        request,
        "stickers/show.html",
        private=True,
        status=status,
        form=form,
        code=code,
        it=item,
        is_out=loan is not None,
        loan=loan if mine else None,
        model=request.app.state.loan_catalogue.models[item.terms.device],
    )


def _item(session: ReadSession, code: str) -> Item:
    label = store.label_of(session, code)
    if label is None or label.item is None:
        raise NotFound
    return label.item
