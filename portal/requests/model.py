"""A request with its parties, its answers as revisions, and everything that happened to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed, SealedJson
from portal.drafting.model import Draft
from portal.kernel.errors import Refusal, Stale
from portal.kernel.msgid import msgid
from portal.requests.rules import BACK, DESK, FAMILY, Life, Step, may

LAST_DIGITS = 4


class ServiceRequest(Base):
    """What a family asked for; each kind is a class of its own, and changes only by the steps of its `life`."""

    __tablename__ = "service_request"
    __table_args__ = (Index("ix_service_request_desk", "state", "town", "id"),)
    life: ClassVar[Life]

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    service: Mapped[str]
    submit_key: Mapped[str] = mapped_column(unique=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    town: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str]
    code: Mapped[str]
    receipt_code: Mapped[str] = mapped_column(Sealed("service_request.receipt_code"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    # Every change is written only over the version that was read: of two who decide at once, one decides.
    __mapper_args__ = {"polymorphic_on": "service", "version_id_col": version, "version_id_generator": False}
    draft: Mapped[Draft] = relationship()
    parties: Mapped[list["Party"]] = relationship(cascade="all, delete-orphan", lazy="selectin", order_by="Party.id")
    revisions: Mapped[list["Revision"]] = relationship(cascade="all, delete-orphan", order_by="Revision.number")
    events: Mapped[list["RequestEvent"]] = relationship(cascade="all, delete-orphan", order_by="RequestEvent.seq")

    def begin(self, answers: Mapping[str, Any], *, at: datetime) -> None:
        """The first event and the first revision of the answers."""
        self.revisions.append(Revision(number=1, answers=answers, at=at))
        sent = self.life.sent
        self.state, self.version = sent.target, 1
        self._happened(sent.event, source="", target=sent.target, actor=FAMILY, at=at, note=None)

    def take(
        self,
        event: str,
        *,
        actor: str,
        version: int,
        at: datetime,
        note: Sequence[str] = (),
        roles: frozenset[str] | None = None,
    ) -> None:
        """Take one step of the table; with `roles`, as staff who have them.

        Raises `Stale` when somebody else changed it since it was read, and `Refusal` when this step is not open now.
        """
        step = self.life.steps.get(event)
        if version != self.version:
            raise Stale
        if step is None or self.state not in step.sources:
            raise Refusal(msgid("This step is not open any more. Please look at the newest state."))
        if (actor == FAMILY and step.who != FAMILY) or (roles is not None and not may(step, DESK, roles)):
            raise Refusal(msgid("Another desk takes this step."))
        self.check(step, actor=actor, note=note, at=at)
        source, target = self.state, self._target(step)
        self._happened(event, source=source, target=target, actor=actor, at=at, note=list(note))
        self.state = target
        self.version += 1
        self.closed_at = at if target in self.life.ended else None
        self.moved(event, source=source, at=at)

    def check(self, step: Step, *, actor: str, note: Sequence[str], at: datetime) -> None:
        """What a kind asks for before a step beyond its table; raises `Refusal`."""

    def forget(self) -> None:
        """Blank the kind's own personal columns, when the request is erased."""

    def pictures(self) -> list[str]:
        """The names of the kind's own files, which go with them."""
        return []

    def moved(self, event: str, *, source: str, at: datetime) -> None:
        """What a kind keeps up with after a step, like its clocks."""

    def _target(self, step: Step) -> str:
        if step.target == BACK:
            return next(event.source for event in reversed(self.events) if event.target == self.state != event.source)
        return step.target or self.state

    def party(self, role: str) -> "Party | None":
        return next((party for party in self.parties if party.role == role), None)

    def knows(self, proof: str) -> bool:
        """Whether this is the receipt code or the end of a party's phone.

        Where a helper's part was ended no phone opens it: the helper knows the senior's. The new code does, which the
        desk tells the senior, and so does the senior's own phone under "My things".
        """
        if proof == self.receipt_code:
            return True
        if any(party.consent_state == "revoked" for party in self.parties):
            return False
        phones = [party.phone for party in self.parties if party.phone]
        return len(proof) == LAST_DIGITS and any(phone.endswith(proof) for phone in phones)

    @property
    def is_over(self) -> bool:
        return self.state in self.life.ended

    @property
    def state_name(self) -> str:
        """The msgid of the state, as the family reads it."""
        return self.life.names[self.state]

    def _happened(
        self, event: str, *, source: str, target: str, actor: str, at: datetime, note: list[str] | None
    ) -> None:
        seq = len(self.events) + 1
        self.events.append(
            RequestEvent(
                seq=seq, at=at, actor=actor, event=event, source=source, target=target, note={"lines": note or []}
            )
        )


class Party(Base):
    """The senior, or the helper: two people, never one record."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("request_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id", ondelete="CASCADE"))
    role: Mapped[str]
    name: Mapped[str] = mapped_column(Sealed("party.name"))
    phone: Mapped[str | None] = mapped_column(Sealed("party.phone"))
    phone_lookup: Mapped[str | None] = mapped_column(Lookup("party.phone", lambda row: [row.phone]), index=True)
    relation: Mapped[str | None]
    # A person verifies it before the request is worked on; until then it is only what the helper said.
    consent_state: Mapped[str] = mapped_column(default="pending")


class Revision(Base):
    """Answers as they were sent; a correction adds one and changes none."""

    __tablename__ = "request_revision"

    request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[Mapping[str, Any]] = mapped_column(SealedJson("request_revision.answers"))
    at: Mapped[datetime] = mapped_column(Moment)


class RequestEvent(Base):
    """One thing that happened."""

    __tablename__ = "request_event"

    request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    event: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    note: Mapped[Mapping[str, Any]] = mapped_column(SealedJson("request_event.note"))
