"""Printing a form with a serial of its own, and keying it in once."""

import secrets
from datetime import datetime

from portal.db.sessions import ReadSession, WriteSession
from portal.drafting.model import Draft
from portal.kernel.errors import NotFound, Refusal, Stale
from portal.kernel.msgid import msgid
from portal.kernel.reference import new_reference, normalise_reference
from portal.offline.model import PaperForm


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
    """Whether a request was made of it; a draft that was begun and lapsed leaves the sheet free again."""
    draft = session.get(Draft, form.draft_id) if form.draft_id else None
    return draft is not None and draft.sent_at is not None


def take(session: WriteSession, form: PaperForm, *, version: int) -> None:
    """Claim the sheet for keying in; raises `Refusal` when it was keyed in before, `Stale` when somebody is at it."""
    if form.withdrawn_at is not None:
        raise Refusal(msgid("This form was withdrawn. Please print a new one."))
    if is_keyed_in(session, form):
        raise Refusal(msgid("This sheet was keyed in before. Look for the request instead; it cannot be made twice."))
    if form.version != version:
        raise Stale
    form.version += 1


def open_draft(session: ReadSession, form: PaperForm) -> Draft | None:
    """What was typed of it so far."""
    draft = session.get(Draft, form.draft_id) if form.draft_id else None
    return draft if draft is not None and draft.sent_at is None else None
