"""Two kinds of session, so that a reader cannot be handed to code that writes."""

from typing import NewType

from sqlalchemy.orm import Session


class HoldingSession(Session):
    """A session that holds its objects for as long as it lets go of them.

    SQLAlchemy knows its objects weakly. Where one of them is garbage in a cycle, Python may collect it at the very
    moment at which its state is told that the session ends; on CPython 3.11 both then make a dictionary of the same
    attributes, and the process dies some pages later (docs/decisions/0011).
    """

    def expunge_all(self) -> None:
        held = self.identity_map.values()
        super().expunge_all()
        del held

    def rollback(self) -> None:
        held = self.identity_map.values()
        super().rollback()
        del held


ReadSession = NewType("ReadSession", HoldingSession)
# A session that may write may also be asked questions.
WriteSession = NewType("WriteSession", ReadSession)
