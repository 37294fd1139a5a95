"""An intake of one's own and households that sign up, for tests and benchmarks of the engine of places."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select

from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.enrolments import entering
from portal.enrolments.entering import Person, SignUp
from portal.enrolments.model import Enrolment, Intake, Quota
from portal.publishing.model import Publication

BORN = 1950
PHONE = "15400000001"


def an_intake(
    session: WriteSession,
    *,
    now: datetime,
    slug: str = "tai-chi-24",
    places: Mapping[str, int] | None = None,
    method: str = "first_come",
    offer_hours: int = 48,
) -> Intake:
    """The intake of this thing, open, with these places, and nobody in it."""
    intake = session.scalars(select(Intake).join(Publication).where(Publication.slug == slug)).one()
    session.execute(delete(Enrolment).where(Enrolment.intake_id == intake.id))
    intake.method, intake.drawn_at, intake.source_hash = method, None, None
    intake.opens_at, intake.closes_at = now - timedelta(days=1), now + timedelta(days=20)
    intake.pooled_at, intake.begins_at = now + timedelta(days=17), now + timedelta(days=22)
    intake.ends_on = intake.begins_at.date() + timedelta(days=100)
    intake.offer_hours, intake.minimum = offer_hours, 2
    for quota in intake.quotas:
        quota.places = (places or {"online": 2, "phone": 1, "counter": 1}).get(quota.channel, 0)
        quota.taken = quota.waiting = 0
        quota.shut = False
    session.flush()
    return intake


def a_form(intake: Intake, *, size: int = 1, channel: str = "online", key: str = "", phone: str = PHONE) -> SignUp:
    """A household of this size, all of them new."""
    mark = key or uuid4().hex
    people = [
        Person(name=f"样例{mark}·{number}", birth_year=BORN, phone=phone if number == 0 else None, answers={})
        for number in range(size)
    ]
    return SignUp(intake_id=intake.id, channel=channel, size=size, submit_key=mark, people=people, helper_phone=phone)


def signed_up(
    session: WriteSession, database: Database, intake: Intake, *, at: datetime, size: int = 1, channel: str = "online"
) -> Enrolment:
    form = a_form(intake, size=size, channel=channel)
    made = entering.sign_up(session, form, intake, keyring=database.keyring, at=at)
    return session.get_one(Enrolment, made.id)


def quotas(session: WriteSession, intake: Intake) -> dict[str, Quota]:
    """As the database has them, not as they were read before."""
    query = select(Quota).where(Quota.intake_id == intake.id).execution_options(populate_existing=True)
    return {quota.channel: quota for quota in session.scalars(query)}
