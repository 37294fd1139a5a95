"""Printing a form with a serial of its own, and keying it in once: as a whole, or line by line."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.drafting.model import Draft
from portal.enrolments import entering, store
from portal.enrolments.entering import Receipt, SignUp
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import ALREADY
from portal.kernel.errors import NotFound, Refusal, Stale
from portal.kernel.msgid import msgid
from portal.kernel.reference import new_reference, normalise_reference
from portal.offline.model import PaperForm
from portal.offline.papers import PAPER
from portal.paper.tables import LINES

# In place of the number of a line, for a form of one household.
WHOLE = 0
KEYED = msgid("This line was keyed in before. Look at the list below; if it is somebody else's line, check the number.")


def print_form(session: WriteSession, service: str, *, at: datetime, town: str | None = None) -> PaperForm:
    """A serial nobody else has; its check digit finds a slip of the pen."""
    form = PaperForm(serial=new_reference(secrets.randbelow), service=service, town=town, printed_at=at, version=1)
    session.add(form)
    session.flush()  # the primary key says here whether the serial is really new
    return form


def find(session: ReadSession, typed: str) -> PaperForm:
    """Raises `NotFound` for a serial that was never printed or is mistyped."""
    serial = normalise_reference(typed)
    form = session.get(PaperForm, serial) if serial else None
    if form is None:
        raise NotFound
    return form


def is_keyed_in(session: ReadSession, form: PaperForm) -> bool:
    """Whether something was made of it; a draft that was begun and lapsed leaves the sheet free again."""
    draft = draft_of(session, form)
    return (draft is not None and draft.sent_at is not None) or made_of(session, form) is not None


def take(session: WriteSession, form: PaperForm, *, version: int) -> None:
    """Claim the sheet for keying in; raises `Refusal` when it was keyed in before, `Stale` when somebody is at it."""
    if form.withdrawn_at is not None:
        raise Refusal(msgid("This form was withdrawn. Please print a new one."))
    if is_keyed_in(session, form):
        raise Refusal(msgid("This sheet was keyed in before. Look for the request instead; it cannot be made twice."))
    if form.version != version:
        raise Stale
    form.version += 1


def draft_of(session: ReadSession, form: PaperForm) -> Draft | None:
    """What was typed of it so far, or became of it, with its scans; never one that only has its number by now."""
    draft = session.get(Draft, form.draft_id) if form.draft_id else None
    return draft if draft is not None and draft.created_at == form.used_at else None


def made_of(session: ReadSession, form: PaperForm) -> Enrolment | None:
    """The place that came of a form for one household; its draft is forgotten long before."""
    return store.by_submit_key(session, line_key(form.serial, WHOLE))


def line_key(serial: str, number: int) -> str:
    """What makes a line one that can be keyed in only once, whoever sends it and however often."""
    return f"{PAPER}{serial}:{number}"


def lines_of(session: ReadSession, serial: str) -> dict[int, Enrolment]:
    """What was keyed in of a sheet, by the number of its line."""
    keys = {line_key(serial, number): number for number in range(1, LINES + 1)}
    found = session.scalars(select(Enrolment).where(Enrolment.submit_key.in_(keys)))
    return dict(sorted({keys[one.submit_key]: one for one in found}.items()))


def enter_line(session: WriteSession, wanted: SignUp, intake: Intake, *, keyring: Keyring, at: datetime) -> Receipt:
    """A place or the end of the line for who stands on it.

    Raises `Refusal` where the line was keyed in before, or they are signed up already: it names the field.
    """
    try:
        with session.begin_nested():
            return entering.enter(session, wanted, intake, keyring=keyring, at=at)
    except IntegrityError:
        again = store.by_submit_key(session, wanted.submit_key) is not None
        raise Refusal(KEYED, field="number") if again else Refusal(ALREADY, field="name") from None
