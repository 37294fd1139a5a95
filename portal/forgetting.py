"""What the portal forgets, and after how long: the one list, of every room's rows."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.engine import CursorResult

from portal.db.base import Base
from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.drafting import unused
from portal.drafting.model import Draft
from portal.drafting.store import lapsed
from portal.enrolments.store import forget_health, names_that_are_over
from portal.fraud_help.model import FraudReport
from portal.home_modifications.model import LiftInterest
from portal.kernel.clock import LOCAL
from portal.messages import outbox
from portal.messages.model import Message
from portal.messages.rules import CALLED, FAILED, JOINED, SENT
from portal.my.model import ResidentPhone, SignInCode
from portal.people.visits import VisitorGrant
from portal.privacy.model import DataWish
from portal.privacy.retention import Rule
from portal.privacy.things import MyThings
from portal.representation import service as representing
from portal.representation.model import Representation
from portal.representation.rules import ASKED, ENDED
from portal.requests.model import ServiceRequest
from portal.signing_up.journey import ROOM
from portal.stock.model import FaultReport
from portal.storage.keeping import Uploads

A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)
OVER = (SENT, JOINED, CALLED, FAILED)
Forget = Callable[[WriteSession, datetime], int]


def rules(database: Database, rooms: Sequence[MyThings], photos: Uploads) -> list[Rule]:
    """In their order; what `content/privacy/fields.yaml` tells residents must be what stands here."""
    requests = next(room for room in rooms if room.kind == "request")
    enrolments = next(room for room in rooms if room.kind == "enrolment")
    return [
        Rule("helpers whose last day is over", timedelta(0), _lapsed_helpers(database, rooms)),
        Rule("drafts that nobody came back to", timedelta(0), _gone(Draft, lapsed)),
        Rule("what browsers were let see", timedelta(0), _gone(VisitorGrant, lambda at: VisitorGrant.expires_at <= at)),
        Rule("sign-in codes", 2 * A_DAY, _gone(SignInCode, lambda at: SignInCode.created_at <= at)),
        Rule("phones that only signed in", A_YEAR, _gone(ResidentPhone, lambda at: ResidentPhone.created_at <= at)),
        Rule("messages that went out", 180 * A_DAY, _gone(Message, _old_message)),
        Rule("tricks that residents told of", 90 * A_DAY, _gone(FraudReport, lambda at: FraudReport.created_at <= at)),
        Rule("wishes about data that were done", A_YEAR, _gone(DataWish, lambda at: DataWish.done_at <= at)),
        Rule("people in requests that are over", 2 * A_YEAR, _old_requests(requests)),
        Rule("helpers kept for signing up another", timedelta(0), _gone(Draft, _old_sign_up)),
        Rule("what was said about health", timedelta(0), _old_health),
        Rule("people in courses, events and tours that are over", 2 * A_YEAR, _old_enrolments(enrolments)),
        Rule("what was told of a device and seen to", 2 * A_YEAR, _old_reports),
        Rule("wishes for a lift", 2 * A_YEAR, _gone(LiftInterest, lambda at: LiftInterest.created_at <= at)),
        Rule("helpers that ended, or to whom nobody said yes", 2 * A_YEAR, _old_helpers),
        # The last, for it alone needs the storage of files, which may be away.
        Rule("photos that nothing names", A_DAY, lambda session, at: unused.sweep(session, photos, before=at)),
    ]


def _gone(model: type[Base], which: Callable[[datetime], ColumnElement[bool]]) -> Forget:
    def forget(session: WriteSession, before: datetime) -> int:
        done: CursorResult[Any] = session.execute(delete(model).where(which(before)))  # type: ignore[assignment]
        return done.rowcount

    return forget


def _old_sign_up(at: datetime) -> ColumnElement[bool]:
    """A sheet that was sent keeps only its helper, and nothing hangs on it."""
    return Draft.service.startswith(f"{ROOM}/") & Draft.sent_at.is_not(None) & (Draft.expires_at <= at)


def _old_reports(session: WriteSession, before: datetime) -> int:
    """The device keeps that something was wrong with it, and when it was seen to."""
    said = FaultReport.phone.is_not(None) | FaultReport.outcome.is_not(None)
    old = session.scalars(select(FaultReport).where(FaultReport.closed_at <= before, said)).all()
    for report in old:
        report.forget()
    return len(old)


def _old_health(session: WriteSession, before: datetime) -> int:
    return forget_health(session, before.astimezone(LOCAL).date())


def _old_enrolments(room: MyThings) -> Forget:
    def forget(session: WriteSession, before: datetime) -> int:
        numbers = names_that_are_over(session, before.astimezone(LOCAL).date())
        return sum(room.erase(session, number, at=before) for number in numbers)

    return forget


def _old_message(at: datetime) -> ColumnElement[bool]:
    """What still waits, or is still to be called, is a promise."""
    return Message.state.in_(OVER) & (Message.created_at <= at)


def _old_helpers(session: WriteSession, before: datetime) -> int:
    """With what was written about them: a call that nobody made in two years would still name both."""
    ended = (Representation.state == ENDED) & (Representation.ended_at <= before)
    asked = (Representation.state == ASKED) & (Representation.created_at <= before)
    old = session.scalars(select(Representation).where(ended | asked)).all()
    for record in old:
        outbox.forget(session, f"representation:{record.id}")
        session.delete(record)
    return len(old)


def _lapsed_helpers(database: Database, rooms: Sequence[MyThings]) -> Forget:
    def forget(session: WriteSession, before: datetime) -> int:
        today = before.astimezone(LOCAL).date()
        return representing.end_lapsed(session, rooms=rooms, keyring=database.keyring, today=today, at=before)

    return forget


def _old_requests(room: MyThings) -> Forget:
    def forget(session: WriteSession, before: datetime) -> int:
        """Only what is closed; the room itself refuses what is not."""
        numbers = session.scalars(select(ServiceRequest.id).where(ServiceRequest.closed_at <= before)).all()
        return sum(room.erase(session, number, at=before) for number in numbers)

    return forget
