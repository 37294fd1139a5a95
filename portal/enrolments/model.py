"""An intake with its quotas, and the households that signed up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed, SealedJson
from portal.enrolments.rules import (
    CHANNELS,
    DRAW,
    HOLDING,
    LIVE,
    METHODS,
    STATE_NAMES,
    STATES,
    WAITING,
    Conditions,
    identity,
    is_open,
    likeness,
    will_take_place,
)
from portal.kernel.msgid import msgid
from portal.publishing.model import Publication

LAST_DIGITS = 4


def _one_of(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Intake(Base):
    """How places in one thing are given: when, how many by which channel, to whom, and by which method."""

    __tablename__ = "intake"
    __table_args__ = (CheckConstraint(_one_of("method", METHODS), name="method"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), unique=True)
    # Of an intake that stands in a content file; nothing once staff have changed it in the portal.
    source_hash: Mapped[str | None]
    method: Mapped[str]
    term: Mapped[str]
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    # From then on free places of any channel go to whoever waits longest.
    pooled_at: Mapped[datetime] = mapped_column(Moment)
    begins_at: Mapped[datetime] = mapped_column(Moment)
    ends_on: Mapped[date]
    minimum: Mapped[int]
    offer_hours: Mapped[int]
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    called_off_at: Mapped[datetime | None] = mapped_column(Moment)
    called_off_reason: Mapped[str | None]
    # Of a draw: the hash is public from the first day, the seed itself only afterwards.
    seed: Mapped[str | None] = mapped_column(Sealed("intake.seed"))
    seed_hash: Mapped[str | None]
    drawn_at: Mapped[datetime | None] = mapped_column(Moment)
    # The public list with its result, as it was on the day of the draw: without names.
    drawn: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    publication: Mapped[Publication] = relationship(lazy="joined")
    quotas: Mapped[list["Quota"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Quota.channel"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def rules(self) -> Conditions:
        return Conditions.read(self.conditions)

    @property
    def capacity(self) -> int:
        """All places: what the channels have together, so that it cannot say anything else."""
        return sum(quota.places for quota in self.quotas)

    @property
    def holding(self) -> int:
        return sum(quota.taken for quota in self.quotas)

    @property
    def waiting(self) -> int:
        return sum(quota.waiting for quota in self.quotas)

    @property
    def takes_place(self) -> bool:
        return will_take_place(holding=self.holding, minimum=self.minimum)

    @property
    def is_draw(self) -> bool:
        return self.method == DRAW

    @property
    def is_undrawn(self) -> bool:
        return self.method == DRAW and self.drawn_at is None

    def is_open(self, now: datetime) -> bool:
        return self.called_off_at is None and is_open(opens_at=self.opens_at, closes_at=self.closes_at, now=now)

    def is_open_at_desk(self, now: datetime) -> bool:
        """Whoever walks in may still come when online is closed, until it begins; not into a draw after its window."""
        if self.is_undrawn or now < self.opens_at:
            return self.is_open(now)
        return self.called_off_at is None and now < self.begins_at

    def quota(self, channel: str) -> "Quota":
        return next(quota for quota in self.quotas if quota.channel == channel)


class Quota(Base):
    """The places of one channel, and how many are held and wanted: the row that a sign-up changes."""

    __tablename__ = "intake_quota"
    __table_args__ = (
        CheckConstraint(_one_of("channel", CHANNELS), name="channel"),
        # The last word, whatever a program does: never more held than there are.
        CheckConstraint("taken >= 0 AND taken <= places", name="places"),
        CheckConstraint("waiting >= 0", name="waiting"),
    )

    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    shut: Mapped[bool] = mapped_column(default=False)

    @property
    def free(self) -> int:
        return self.places - self.taken


class Enrolment(Base):
    """A household or a team that signed up with one form; all of them have a place, or none."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint("size > 0", name="size"),
        UniqueConstraint("intake_id", "ticket"),
        Index("ix_enrolment_line", "intake_id", "channel", "state", "rank", "id"),
        Index("ix_enrolment_offers", "state", "offer_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    submit_key: Mapped[str] = mapped_column(unique=True)
    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"))
    channel: Mapped[str]
    # The places it takes: one for each person, or one for a whole team.
    size: Mapped[int]
    state: Mapped[str]
    # Where it stands in line, before the order of arrival: 0 where that alone counts, else what the draw said.
    rank: Mapped[int] = mapped_column(default=0)
    # Of a draw: the number in the public list.
    ticket: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    receipt_code: Mapped[str] = mapped_column(Sealed("enrolment.receipt_code"))
    helper_name: Mapped[str | None] = mapped_column(Sealed("enrolment.helper_name"))
    helper_phone: Mapped[str | None] = mapped_column(Sealed("enrolment.helper_phone"))
    helper_phone_lookup: Mapped[str | None] = mapped_column(
        Lookup("enrolment.phone", lambda row: [row.helper_phone]), index=True
    )
    relation: Mapped[str | None]
    entered_by: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    offer_until: Mapped[datetime | None] = mapped_column(Moment)
    # Names and phones are gone from then on; what counts for the numbers stays.
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    people: Mapped[list["Participant"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Participant.id", back_populates="enrolment"
    )
    events: Mapped[list["EnrolmentEvent"]] = relationship(
        cascade="all, delete-orphan", order_by="EnrolmentEvent.id", back_populates="enrolment"
    )
    intake: Mapped[Intake] = relationship()

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def holds(self) -> bool:
        return self.state in HOLDING

    @property
    def state_name(self) -> str:
        """The msgid of the state, as the family reads it."""
        if self.state == WAITING and self.intake.is_undrawn:
            return msgid("In the draw")
        return STATE_NAMES[self.state]

    @property
    def first(self) -> "Participant":
        return self.people[0]

    @property
    def phone(self) -> str | None:
        """Where somebody is reached: the senior, else the helper, else nobody."""
        return self.first.phone or self.helper_phone

    def knows(self, proof: str) -> bool:
        """Whether this is the receipt code or the end of a phone of theirs."""
        if proof == self.receipt_code:
            return True
        phones = [self.helper_phone, *(person.phone for person in self.people)]
        return len(proof) == LAST_DIGITS and any(phone is not None and phone.endswith(proof) for phone in phones)


class Participant(Base):
    """One person of an enrolment."""

    __tablename__ = "participant"
    __table_args__ = (
        # Nobody has two places in one thing: name, year of birth and phone together, by their keyed hash.
        Index(
            "uq_participant_once",
            "intake_id",
            "person_key",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
        Index("ix_participant_person", "person_key"),
        Index("ix_participant_alike", "intake_id", "alike_key"),
        Index("ix_participant_health", "health_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"))
    live: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str] = mapped_column(Sealed("participant.name"))
    birth_year: Mapped[int]
    phone: Mapped[str | None] = mapped_column(Sealed("participant.phone"))
    phone_lookup: Mapped[str | None] = mapped_column(Lookup("enrolment.phone", lambda row: [row.phone]), index=True)
    person_key: Mapped[str] = mapped_column(Lookup("participant", lambda row: [row.identity]))
    # The same phone and year under another name is shown to staff, never refused.
    alike_key: Mapped[str | None] = mapped_column(Lookup("participant.alike", lambda row: [row.likeness]))
    answers: Mapped[Mapping[str, Any]] = mapped_column(SealedJson("participant.answers"))
    health: Mapped[str | None] = mapped_column(Sealed("participant.health"))
    health_until: Mapped[date | None]
    # Of whom a family member must agree: none, online, due on paper, given on paper.
    consent: Mapped[str] = mapped_column(default="none")
    enrolment: Mapped[Enrolment] = relationship(back_populates="people")

    @property
    def identity(self) -> str:
        return identity(self.name, self.birth_year, self.phone or self.enrolment.helper_phone)

    @property
    def likeness(self) -> str | None:
        return likeness(self.birth_year, self.phone or self.enrolment.helper_phone)

    @property
    def to_ask(self) -> Sequence[str]:
        """What nobody has asked yet of somebody who wrote a line on a list."""
        names: Sequence[str] = self.answers.get("to_ask", ())
        return names

    def was_asked(self, said: Mapping[str, object]) -> None:
        """What they said, by the name of the question; what they did not say stays to be asked."""
        left = [name for name in self.to_ask if not said.get(name)]
        kept = {name: answer for name, answer in said.items() if answer and name in self.to_ask}
        self.answers = {**self.answers, **kept, "to_ask": left}


class EnrolmentEvent(Base):
    """One thing that happened after the signing up."""

    __tablename__ = "enrolment_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    event: Mapped[str]
    enrolment: Mapped[Enrolment] = relationship(back_populates="events")


class IntakeDay(Base):
    """A day of a thing that has something of its own: a code for the board, or that it is called off."""

    __tablename__ = "intake_day"

    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    code: Mapped[str]
    called_off_reason: Mapped[str | None]


class Presence(Base):
    """Who was there on which day, and how it was seen."""

    __tablename__ = "presence"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    how: Mapped[str]
    seen_by: Mapped[str]


class RefusalCount(Base):
    """How often somebody was told that it cannot be, by reason, band of age and day; never who."""

    __tablename__ = "enrolment_refused"

    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    # As the numbers have it: "75-79"; empty where no year of birth was said.
    age: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
