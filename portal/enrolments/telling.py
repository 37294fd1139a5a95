"""What people are told about their place: a row in the outbox, in the transaction that changed it."""

from collections.abc import Sequence
from datetime import date, datetime

from portal.db.sessions import WriteSession
from portal.enrolments.model import Enrolment, Intake
from portal.kernel.clock import LOCAL
from portal.kernel.reference import group
from portal.messages import outbox

LONGEST_TITLE = 12


def tell(  # each fact of a message is named by its caller
    session: WriteSession,
    enrolment: Enrolment,
    template: str,
    *,
    at: datetime,
    urgent: bool = False,
    once: str = "",
    **facts: str,
) -> None:
    """Tell the household; `once` makes the message of another day another message."""
    common = facts_of(enrolment.intake, reference=enrolment.reference, who=enrolment.first.name)
    phone = reached_at([*(person.phone for person in enrolment.people), enrolment.helper_phone])
    outbox.put(
        session,
        key=f"enrolment:{enrolment.id}:{template}:{once or enrolment.version}",
        phone=phone,
        template=template,
        facts=common | facts,
        at=at,
        urgent=urgent,
        subject=f"enrolment:{enrolment.id}",
    )


def facts_of(intake: Intake, *, reference: str, who: str) -> dict[str, str]:
    """What every message may name; `who` is for the call list."""
    title = intake.publication.text("zh").title
    return {
        "what": title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…",
        "reference": group(reference),
        "who": who,
    }


def said_moment(at: datetime) -> str:
    """`12月3日20点`."""
    local = at.astimezone(LOCAL)
    return f"{local.month}月{local.day}日{local.hour}点" + (f"{local.minute}分" if local.minute else "")


def said_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def begins(intake: Intake) -> str:
    return said_moment(intake.begins_at)


def reached_at(phones: Sequence[str | None]) -> str | None:
    """A text message needs a mobile; whoever has none is called from the counter, by the first phone that they gave."""
    given = [phone for phone in phones if phone]
    return next((phone for phone in given if phone.startswith("1")), next(iter(given), None))
