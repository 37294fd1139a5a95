"""The thing that many sign up for at one moment, read once in an edition instead of once for each of them."""

from fastapi import Request
from sqlalchemy import select

from portal.db.edition import THE_ONE, Edition
from portal.db.sessions import ReadSession
from portal.enrolments import store
from portal.enrolments.model import Intake

EDITION = select(Edition.number).where(Edition.id == THE_ONE)


class Known:
    """Whatever is changed of a thing or of its intake moves the edition, so what is kept is never old.

    How many places are taken moves nothing: that is asked of the database alone, by the statement that decides.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, Intake]] = {}

    def intake(self, session: ReadSession, number: int) -> Intake:
        """Only to be read, and only what it says of itself. Raises `NotFound`."""
        edition = session.scalar(EDITION) or 0
        kept = self._kept.get(number)
        if kept is None or kept[0] != edition:
            kept = self._kept[number] = edition, store.intake(session, number)
        return kept[1]


def known_of(request: Request) -> Known:
    state = request.app.state
    if not hasattr(state, "known_intakes"):
        state.known_intakes = Known()
    known: Known = state.known_intakes
    return known
