"""What a room says about the things it keeps for a person: its own page, its facts, and how they are given up.

A room with things of residents has one object of this shape, and `app.py` puts it on the list in `app.state.my_things`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from fastapi import Request

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring

Consent = Literal["verified", "revoked"]


@dataclass(frozen=True)
class Thing:
    """One thing of one senior, as it stands on the page "My things"."""

    # The kind and number of a visitor's grant: who may see the thing is given `visits.grant(…, kind, number)`.
    kind: str
    number: int
    # English msgids: what it is, and how far it is.
    title: str
    state: str
    senior: str
    as_helper: bool
    at: datetime
    path: str
    # What it is about, as a senior's yes to a helper names it; see `representation.rules.PURPOSES`.
    purpose: str
    # Whether the senior is asked before a helper does it; where not, the helper sees it until the senior says no.
    is_asked: bool = False
    # Under which other names somebody may have looked at it, like the paper form on which it came.
    also: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """As messages and the audit trail name it: "request:12"."""
        return f"{self.kind}:{self.number}"


class MyThings(Protocol):
    """One room's things. `number` is always one that `of_phone` or `of_senior` named."""

    kind: str

    def of_phone(self, session: ReadSession, phone: str, keyring: Keyring) -> Sequence[Thing]:
        """Everything under this phone, as senior or as helper, the newest first; not what a helper may not read."""
        ...

    def begun_by(self, session: ReadSession, numbers: Sequence[int]) -> Sequence[Thing]:
        """Of these, which a helper's browser holds, what they began for somebody without giving their phone so far."""
        ...

    def facts(self, request: Request, session: ReadSession, number: int) -> Mapping[str, object]:
        """All that is kept about the person, to be seen and taken away: names are msgids, or in the reader's words."""
        ...

    def erase(self, session: WriteSession, number: int, *, at: datetime) -> bool:
        """Blank what names a person; False where a promise is still open and it must stay."""
        ...

    def set_consent(self, session: WriteSession, number: int, consent: Consent, *, at: datetime) -> None:
        """The senior's yes or no to the helper of this thing; after a no nothing that the helper knows opens it."""
        ...
