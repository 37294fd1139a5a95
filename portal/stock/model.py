"""Stations, items, the days of an item, and what was done to each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.db.types import Moment, Sealed
from portal.kernel.errors import Refusal, Stale
from portal.kernel.msgid import msgid
from portal.stock.rules import AWAITING_CHECK, MOVES, NAMES, SUPERVISOR, is_fit

CONDITIONS = ", ".join(repr(name) for name in NAMES)


class Station(Base):
    """A place where devices are handed over and taken back."""

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    town: Mapped[str]
    name: Mapped[Mapping[str, str]] = mapped_column(JSON)
    address: Mapped[Mapping[str, str]] = mapped_column(JSON)
    hours: Mapped[Mapping[str, str]] = mapped_column(JSON)
    phone: Mapped[str]
    # ISO weekdays on which it is open, like "12345".
    weekdays: Mapped[str]
    max_visits: Mapped[int]
    delivers: Mapped[bool]
    closed_days: Mapped[list["ClosedDay"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    def is_open(self, day: date) -> bool:
        return str(day.isoweekday()) in self.weekdays and all(closed.day != day for closed in self.closed_days)


class ClosedDay(Base):
    """A day on which a station is shut although its weekday is not."""

    __tablename__ = "station_closed_day"

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class Terms(Base):
    """How a model of device is lent; its name and its price stand in the catalogue under `device`."""

    __tablename__ = "rental_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(unique=True)
    # Decides the checklists.
    device_class: Mapped[str]
    max_days: Mapped[int]
    turnaround_days: Mapped[int]
    horizon_days: Mapped[int]
    max_weight_kg: Mapped[int | None]
    width_cm: Mapped[int | None]
    is_pushed: Mapped[bool]


class Item(Base):
    """One thing that stands somewhere, with a number of its own; never deleted."""

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint(f"condition IN ({CONDITIONS})", name="condition"),
        Index("ix_item_pool", "terms_id", "station_id", "condition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("rental_terms.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    condition: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    is_sample: Mapped[bool] = mapped_column(default=False)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}
    terms: Mapped[Terms] = relationship(lazy="joined")
    station: Mapped[Station] = relationship(lazy="joined")
    events: Mapped[list["ItemEvent"]] = relationship(cascade="all, delete-orphan", order_by="ItemEvent.id")
    records: Mapped[list["ItemRecord"]] = relationship(cascade="all, delete-orphan", order_by="ItemRecord.id")

    def take(  # each fact is named by its caller
        self,
        event: str,
        *,
        actor: str,
        version: int,
        at: datetime,
        note: str = "",
        roles: frozenset[str] = frozenset(),
    ) -> None:
        """Take one step of its life; raises `Stale` and `Refusal` as a request does."""
        move = MOVES.get(event)
        if version != self.version:
            raise Stale
        if move is None or self.condition not in move.sources:
            raise Refusal(msgid("This step is not open any more. Please look at the newest state."))
        if move.supervisor and SUPERVISOR not in roles:
            raise Refusal(msgid("Another desk takes this step."))
        if move.supervisor and not note.strip():
            raise Refusal(msgid("Please write why."))
        if event == "ready" and not self.is_fit:
            raise Refusal(msgid("First write down the cleaning and the safety check, both after its last return."))
        source, self.condition = self.condition, move.target
        self.version += 1
        if move.target == AWAITING_CHECK:
            self.returned_at = at
        self.events.append(ItemEvent(at=at, actor=actor, event=event, source=source, target=move.target, note=note))

    @property
    def is_fit(self) -> bool:
        """Whether it was cleaned and found safe since it came back."""
        return is_fit(returned=self.returned_at, cleaned=self._last("hygiene"), checked=self._last("safety"))

    def _last(self, kind: str) -> datetime | None:
        return max((record.at for record in self.records if record.kind == kind and record.passed), default=None)


class ItemDay(Base):
    """A day on which an item is spoken for; the key is what keeps two promises apart, whoever forgets to look."""

    __tablename__ = "item_day"
    __table_args__ = (
        CheckConstraint("kind IN ('loan', 'turnaround', 'overdue', 'block')", name="kind"),
        CheckConstraint("(kind = 'block') = (loan_id IS NULL)", name="owner"),
        ForeignKeyConstraint(
            ["loan_id", "item_id"], ["loan.id", "loan.item_id"], onupdate="CASCADE", ondelete="CASCADE"
        ),
        Index("ix_item_day_loan", "loan_id", "day"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    loan_id: Mapped[int | None]


class ItemEvent(Base):
    """One thing that happened to an item."""

    __tablename__ = "item_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    event: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    # In the words of whoever wrote it down, which may name the person who had the device.
    note: Mapped[str] = mapped_column(Sealed("item_event.note"))


class ItemRecord(Base):
    """A cleaning or a safety check: what was done with what, by whom, and whether it was good."""

    __tablename__ = "item_record"
    __table_args__ = (CheckConstraint("kind IN ('hygiene', 'safety')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    method: Mapped[str]
    agent: Mapped[str]
    checked: Mapped[Sequence[str]] = mapped_column(JSON)
    passed: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class FaultReport(Base):
    """What somebody says is wrong with an item; it never touches the loan."""

    __tablename__ = "fault_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"))
    # fault, question, return or found by a resident; break, lack or miss by the counter
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(Sealed("fault_report.words"))
    phone: Mapped[str | None] = mapped_column(Sealed("fault_report.phone"))
    at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None]
    # What was done about it, in a word.
    outcome: Mapped[str | None] = mapped_column(Sealed("fault_report.outcome"))

    def forget(self) -> None:
        """Who told it; what is wrong with the device stays until it was seen to, for whoever gets it next."""
        self.phone = None
        if self.closed_at is not None:
            self.words, self.outcome = "", None


class Label(Base):
    """A sticker with a code, printed blank by the roll; the first scan at the desk binds it to an item."""

    __tablename__ = "item_label"
    __table_args__ = (UniqueConstraint("item_id"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    bound_at: Mapped[datetime | None] = mapped_column(Moment)
    item: Mapped[Item | None] = relationship()


def words_of(names: Mapping[str, Any], language: str) -> str:
    return str(names.get(language) or names["zh"])
