"""One record for each helper of each senior."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed
from portal.kernel.errors import Refusal, Stale
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.privacy.things import Thing
from portal.representation.rules import ASKED, ENDED, STATES, VALID, covers, may_read


class Representation(Base):
    """Who acts for whom; the lookups find it, the sealed columns are read only by who may."""

    __tablename__ = "representation"
    __table_args__ = (CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    senior_name: Mapped[str] = mapped_column(Sealed("representation.senior_name"))
    senior_name_lookup: Mapped[str] = mapped_column(
        Lookup("representation.senior_name", lambda row: [row.senior_name]), index=True
    )
    senior_phone: Mapped[str | None] = mapped_column(Sealed("representation.senior_phone"))
    senior_phone_lookup: Mapped[str | None] = mapped_column(
        Lookup("representation.senior_phone", lambda row: [row.senior_phone]), index=True
    )
    helper_name: Mapped[str] = mapped_column(Sealed("representation.helper_name"))
    helper_phone: Mapped[str] = mapped_column(Sealed("representation.helper_phone"))
    helper_phone_lookup: Mapped[str] = mapped_column(
        Lookup("representation.helper_phone", lambda row: [row.helper_phone]), index=True
    )
    relation: Mapped[str]
    # The community that a community worker acts for.
    community: Mapped[str | None]
    purposes: Mapped[Sequence[str]] = mapped_column(JSON)
    until: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=ASKED)
    version: Mapped[int] = mapped_column(default=1)
    how: Mapped[str | None]
    how_note: Mapped[str | None] = mapped_column(Sealed("representation.how_note"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    verified_by: Mapped[str | None]
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    def verify(self, *, how: str, note: str, by: str, until: date | None, version: int, at: datetime) -> None:
        """The senior said yes, and this person heard it."""
        self._fresh(version)
        if self.state == ENDED:
            raise Refusal(msgid("The senior has said no. Please ask anew."))
        self.state, self.how, self.how_note, self.until = VALID, how, note, until
        self.verified_by, self.verified_at = by, at

    def end(self, *, by: str, version: int, at: datetime) -> None:
        self._fresh(version)
        if self.state == ENDED:
            raise Refusal(msgid("This has ended already."))
        self.state, self.ended_by, self.ended_at = ENDED, by, at

    def lets_read(self, today: date) -> bool:
        return may_read(self.state, until=self.until, today=today)

    def speaks_of(self, thing: Thing) -> bool:
        """Whether it is the senior's, and what the helper was asked to do."""
        is_theirs = normalise_name(thing.senior) == self.senior_name
        return self.state != ENDED and is_theirs and covers(self.purposes, thing.purpose)

    @property
    def has_own_phone(self) -> bool:
        """Whether the senior can be asked without the helper in between."""
        return self.senior_phone_lookup is not None and self.senior_phone != self.helper_phone

    def _fresh(self, version: int) -> None:
        if version != self.version:
            raise Stale
        self.version += 1
