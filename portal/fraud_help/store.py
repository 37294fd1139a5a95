"""Questions asked of what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.db.sessions import ReadSession
from portal.fraud_help.model import FraudReport, KnownTrick
from portal.fraud_help.rules import (
    Found,
    belongs_to,
    codes_in,
    hosts_in,
    is_code_alone,
    phones_in,
    same_words,
    serial_in,
    squeezed,
    without_our_address,
)
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.messages import store as messages
from portal.messages.outbox import catalogue_of
from portal.messages.rules import FAILED, SENT
from portal.offline.model import PaperForm, ShortLink

OURS, CHANGED, CODE_ONLY, PAPER, UNKNOWN = "ours", "changed", "code_only", "paper", "unknown"
# It was deleted with what it told of, so nobody can say any more what its words were.
ERASED = "erased"


@dataclass(frozen=True)
class Verdict:
    """Whether it is from us, what it was about and when; never for whom."""

    result: str
    about: dict[str, str] | None = None
    day: date | None = None
    # Whether only a code was typed: one sign that was misread makes it unknown.
    is_code: bool = False


def verify(session: ReadSession, pasted: str, *, public_url: str) -> Verdict:
    """A code alone says what we sent under it; a whole text must be the one that we sent, word for word."""
    pasted = without_our_address(pasted, public_url)
    for code in codes_in(pasted):
        message = messages.by_check_code(session, code)
        if message is not None and message.state != FAILED:
            if not message.body or (message.state == SENT and not message.sent_text and not is_code_alone(pasted)):
                return Verdict(ERASED)
            about = catalogue_of(session).template(message.template).about.model_dump()
            day = (message.sent_at or message.created_at).astimezone(LOCAL).date()
            if is_code_alone(pasted):
                return Verdict(CODE_ONLY, about, day)
            ours = message.sent_text is not None and same_words(pasted, message.sent_text)
            return Verdict(OURS if ours else CHANGED, about, day)
        link = session.get(ShortLink, code)
        if link is not None and link.withdrawn_at is None:
            return Verdict(PAPER, None, link.created_at.astimezone(LOCAL).date())
    serial = serial_in(pasted)
    form = session.get(PaperForm, serial) if serial else None
    if form is not None and form.withdrawn_at is None:
        return Verdict(PAPER, None, form.printed_at.astimezone(LOCAL).date())
    return Verdict(UNKNOWN, is_code=is_code_alone(pasted))


def known_in(session: ReadSession, pasted: str) -> list[tuple[Found, KnownTrick]]:
    """What staff have written down and what stands in this text."""
    known = session.scalars(select(KnownTrick)).all()
    plain, phones, hosts = squeezed(pasted), phones_in(pasted), hosts_in(pasted)
    found: list[tuple[Found, KnownTrick]] = []
    for trick in known:
        if trick.kind == "phone":
            piece = next((phone for phone in phones if phone == trick.value), None)
        elif trick.kind == "link":
            piece = next((host for host in hosts if belongs_to(host, trick.value)), None)
        else:
            piece = trick.value if squeezed(trick.value) in plain else None
        if piece:
            found.append((Found(trick.kind, piece, str(trick.id)), trick))
    return found


def tricks(session: ReadSession) -> Sequence[KnownTrick]:
    return session.scalars(select(KnownTrick).order_by(KnownTrick.id.desc())).all()


def reports(session: ReadSession, *, limit: int = 200) -> Sequence[FraudReport]:
    """The open ones first, the newest on top."""
    order = FraudReport.closed_at.is_not(None), FraudReport.id.desc()
    return session.scalars(select(FraudReport).order_by(*order).limit(limit)).all()


def report(session: ReadSession, number: int) -> FraudReport:
    found = session.get(FraudReport, number)
    if found is None:
        raise NotFound
    return found
