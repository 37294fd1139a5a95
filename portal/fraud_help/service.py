"""Keeping what somebody was told by a cheat, once, however often it is sent."""

import secrets
from datetime import datetime

from sqlalchemy import select

from portal.db.sessions import WriteSession
from portal.fraud_help.forms import CallerForm, ReportForm
from portal.fraud_help.model import FraudReport
from portal.fraud_help.rules import without_long_numbers
from portal.kernel.phone import normalise
from portal.web.fields import text


def tell(session: WriteSession, form: ReportForm, *, at: datetime, taken_down_by: str | None = None) -> bool:
    """Staff who write it down for a caller keep how it came and who spoke. False where it was kept before."""
    key = text(form.submit_key)[:64] or secrets.token_urlsafe(24)
    if session.scalar(select(FraudReport.id).where(FraudReport.submit_key == key)) is not None:
        return False
    told = FraudReport(
        submit_key=key,
        way=form.way.data,
        said=without_long_numbers(text(form.said)),
        sender=without_long_numbers(text(form.sender)) or None,
        contact=normalise(text(form.contact)),
        created_at=at,
    )
    if isinstance(form, CallerForm):
        told.channel, told.caller, told.taken_down_by = form.channel.data, form.caller.data, taken_down_by
    session.add(told)
    return True
