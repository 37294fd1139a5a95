"""Telling people that what they began will be erased, two days before it is."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.db.sessions import WriteSession
from portal.drafting.model import PAPER, Draft
from portal.kernel.clock import LOCAL
from portal.kernel.saying import say_date
from portal.messages import outbox

BEFORE = timedelta(days=2)
AT_ONCE = 200


def remind(session: WriteSession, *, titles: Mapping[str, str], say: Callable[[str], str], at: datetime) -> int:
    """Whoever left a phone has two days from the message on, also where the message is late; how many were told.

    The code that opens the draft is not in it: a phone that was typed wrongly belongs to a stranger.
    """
    soon = Draft.sent_at.is_(None), Draft.reminded_at.is_(None), Draft.channel != PAPER, Draft.expires_at <= at + BEFORE
    told = 0
    for draft in session.scalars(select(Draft).where(*soon).order_by(Draft.id).limit(AT_ONCE)):
        draft.reminded_at, phone, title = at, draft.phone, titles.get(draft.service.partition("/")[0])
        if phone is None or title is None:
            continue
        draft.expires_at = max(draft.expires_at, at + BEFORE)
        day = say_date(draft.expires_at.astimezone(LOCAL).date(), "zh", weekday=False).split("年")[-1]
        outbox.put(
            session,
            key=f"draft:{draft.id}:{draft.expires_at:%Y%m%d%H%M}",
            phone=phone,
            template="draft_lapses",
            facts={"what": say(title), "day": day},
            at=at,
            subject=f"draft:{draft.id}",
        )
        told += 1
    return told
