"""Writing a fraud warning in the portal, and its steps to the public."""

from datetime import datetime, time
from typing import Any

from portal.db.sessions import WriteSession
from portal.fraud_warnings.forms import LINE_FIELDS, FraudWarningForm
from portal.fraud_warnings.model import FraudWarning
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal, Stale
from portal.offline import links
from portal.people import audit
from portal.people.doors import Staff
from portal.publishing.model import PublicationText
from portal.publishing.rules import DRAFT
from portal.web.fields import text

REPORT = ["110", "96110"]


def write(session: WriteSession, form: FraudWarningForm, *, by: Staff, at: datetime) -> FraudWarning:
    """A new draft; its slug is its short code, since a title may still change."""
    code = links.mint(session, "/fraud-warnings", at=at)
    warning = FraudWarning(code=code, slug=f"w-{code.lower()}", state=DRAFT, version=1, is_sample=False, report=REPORT)
    links.lead(session, code, f"/fraud-warnings/{warning.slug}")
    warning.written_by, warning.show_from = by.id, at
    _fill(warning, form, at=at, by=by)
    session.add(warning)
    session.flush()  # gives it the number that its page and the audit trail name
    _record(session, "written", warning, by=by, at=at)
    return warning


def rewrite(
    session: WriteSession, warning: FraudWarning, form: FraudWarningForm, *, version: int, by: Staff, at: datetime
) -> None:
    """Change a draft; raises `Stale` when somebody else saved it in between."""
    if warning.version != version:
        raise Stale
    if warning.state != DRAFT:
        raise Refusal("This text is with its second reader. Ask for it to be sent back before you change it.")
    _fill(warning, form, at=at, by=by)
    warning.version += 1
    warning.written_by = by.id
    _record(session, "rewritten", warning, by=by, at=at)


def take(
    session: WriteSession, warning: FraudWarning, event: str, *, version: int, by: Staff, at: datetime, reason: str = ""
) -> None:
    """One step of `publishing.rules`, with its line in the audit trail in the same transaction."""
    warning.take(event, by=by.id, version=version, at=at)
    _record(session, event, warning, by=by, at=at, reason=reason)


def _fill(warning: FraudWarning, form: FraudWarningForm, *, at: datetime, by: Staff) -> None:
    warning.level, warning.updated_at, warning.checked_on = form.level.data, at, at.astimezone(LOCAL).date()
    day = form.show_until.data
    warning.show_until = datetime.combine(day, time.max, LOCAL) if day else None
    details: dict[str, Any] = {"said": text(form.said_zh), "wanted": text(form.wanted_zh), "checked_by": by.department}
    for name in LINE_FIELDS:
        details[name] = [line.strip() for line in text(form[f"{name}_zh"]).splitlines() if line.strip()]
    _text(warning, "zh", text(form.title_zh), text(form.summary_zh), details)
    if form.title_en.data:
        _text(warning, "en", text(form.title_en), text(form.summary_en), details)
    else:
        warning.texts.pop("en", None)


def _text(warning: FraudWarning, language: str, title: str, summary: str, details: dict[str, Any]) -> None:
    row = warning.texts.get(language)
    if row is None:
        row = warning.texts[language] = PublicationText(language=language, body="")
    row.title, row.summary, row.details = title, summary, details


def _record(
    session: WriteSession, action: str, warning: FraudWarning, *, by: Staff, at: datetime, reason: str = ""
) -> None:
    detail = {"title": warning.texts["zh"].title, "state": warning.state, "version": warning.version}
    audit.record(
        session,
        at=at,
        actor=by.username,
        action=f"fraud_warning.{action}",
        subject=f"fraud_warning:{warning.id}",
        detail=detail | ({"reason": reason} if reason else {}),
    )
