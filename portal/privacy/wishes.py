"""What residents ask to have put right: kept once, seen by them, and done when somebody has called back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.privacy.model import DataWish

CORRECTION, PHONE = "correction", "data_wish.phone"


def ask(session: WriteSession, phone: str, wish: str, *, keyring: Keyring, at: datetime) -> DataWish:
    """The one that is open already, where the same is sent twice."""
    for standing in of_phone(session, phone, keyring):
        if standing.done_at is None and standing.wish == wish:
            return standing
    made = DataWish(kind=CORRECTION, phone=phone, phone_lookup=keyring.lookup(phone, PHONE), wish=wish, created_at=at)
    session.add(made)
    session.flush()  # gives the number that the call about it names
    return made


def of_phone(session: ReadSession, phone: str, keyring: Keyring) -> Sequence[DataWish]:
    """The newest first."""
    theirs = DataWish.kind == CORRECTION, DataWish.phone_lookup.in_(keyring.lookups(phone, PHONE))
    return session.scalars(select(DataWish).where(*theirs).order_by(DataWish.id.desc())).all()


def subject_of(wish: DataWish) -> str:
    """As the call about it and the audit trail name it."""
    return f"data-wish:{wish.id}"


def settle(session: WriteSession, subject: str, *, by: str, at: datetime) -> None:
    """Somebody called about it, and from that day its time to be forgotten runs; of other calls it knows nothing."""
    kind, _, number = subject.partition(":")
    found = session.get(DataWish, int(number)) if kind == "data-wish" and number.isdecimal() else None
    if found is not None and found.kind == CORRECTION and found.done_at is None:
        found.done_at, found.done_by = at, by
