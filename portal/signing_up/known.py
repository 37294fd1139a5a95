"""What is read when many send their last page at one moment: one question for each of them, one thing for them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from fastapi import Request
from sqlalchemy import Table, bindparam, select

from portal.db.edition import THE_ONE, Edition
from portal.db.sessions import ReadSession
from portal.drafting.model import Answers, Draft
from portal.enrolments import store
from portal.enrolments.model import Intake
from portal.people.visits import VisitorGrant

# Tables, and a statement that is made once: to build it takes longer than to run it.
DRAFT, GRANT = (cast("Table", one.__table__) for one in (Draft, VisitorGrant))
EDITION = select(Edition.number).where(Edition.id == THE_ONE)
NEWEST = (
    select(
        EDITION.scalar_subquery().label("edition"),
        DRAFT.c.id,
        DRAFT.c.submit_key,
        DRAFT.c.channel,
        DRAFT.c.sent_at,
        DRAFT.c.answers,
    )
    .select_from(GRANT.join(DRAFT, GRANT.c.target_id == DRAFT.c.id))
    .where(
        GRANT.c.token_hash == bindparam("token_hash"),
        GRANT.c.kind == "draft",
        GRANT.c.expires_at > bindparam("now"),
        DRAFT.c.service == bindparam("service"),
    )
    .order_by(GRANT.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in, without the bookkeeping of objects."""

    id: int
    submit_key: str
    channel: str
    sent_at: datetime | None
    answers: Answers

    @classmethod
    def of(cls, draft: Draft) -> "Filled":
        return cls(draft.id, draft.submit_key, draft.channel, draft.sent_at, draft.answers)


class Known:
    """Whatever is changed of a thing or of its intake moves the edition, so what is kept is never old.

    How many places are taken moves nothing: that is asked of the database alone, by the statement that decides.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, Intake]] = {}

    def intake(self, session: ReadSession, number: int, edition: int | None = None) -> Intake:
        """Only to be read, and only what it says of itself. Raises `NotFound`."""
        if edition is None:
            edition = session.scalar(EDITION) or 0
        kept = self._kept.get(number)
        if kept is None or kept[0] != edition:
            kept = self._kept[number] = edition, store.intake(session, number)
        return kept[1]


def newest(
    session: ReadSession, grant: Mapping[str, Any], *, service: str, now: datetime
) -> tuple[Filled, int] | tuple[None, None]:
    """The newest form of this service that was granted to the browser itself, and the edition beside it."""
    asked = {"token_hash": grant["token_hash"], "now": now, "service": service}
    found = session.connection().execute(NEWEST, asked).first()
    return (Filled(*found[1:]), found[0]) if found is not None else (None, None)


def known_of(request: Request) -> Known:
    state = request.app.state
    if not hasattr(state, "known_intakes"):
        state.known_intakes = Known()
    known: Known = state.known_intakes
    return known
