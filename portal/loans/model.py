"""A loan with its days, its handing over and taking back, its money, and its place on the waiting list."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed, SealedJson
from portal.loans.rules import HOLDING, LIFE, ON_LOAN, REQUESTED, identity, late_days
from portal.requests.model import ServiceRequest
from portal.requests.rules import Life
from portal.stock.model import FaultReport, Item, ItemEvent, Station, Terms

# In `Session.info`: the loans that took a step in this transaction, each with the state in which it was before.
MOVED = "loans that moved"
PERSON = "loan.person"
KINDS = ("deposit_in", "deposit_out", "deduct", "rent", "subsidy", "subsidy_back", "waiver")


class Loan(ServiceRequest):
    """A device of one model for these days; which item it is may change until it is laid out."""

    __tablename__ = "loan"
    __table_args__ = (  # type: ignore[assignment]  # a table of its own has constraints of its own
        UniqueConstraint("id", "item_id"),
        CheckConstraint("end_day >= start_day", name="days"),
        CheckConstraint("item_id IS NOT NULL OR NOT holds", name="holds"),
        CheckConstraint("holds OR NOT is_out", name="out"),
        Index("ix_loan_pool", "terms_id", "station_id", "start_day"),
        Index(
            "uq_loan_one_holder", "item_id", unique=True, sqlite_where=text("is_out"), postgresql_where=text("is_out")
        ),
    )
    __mapper_args__ = {"polymorphic_identity": "loans", "polymorphic_load": "selectin"}
    life: ClassVar[Life] = LIFE

    id: Mapped[int] = mapped_column(ForeignKey("service_request.id", ondelete="CASCADE"), primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("rental_terms.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    start_day: Mapped[date]
    end_day: Mapped[date]
    holds: Mapped[bool] = mapped_column(default=False)
    is_out: Mapped[bool] = mapped_column(default=False)
    is_delivered: Mapped[bool] = mapped_column(default=False)
    out_on: Mapped[date | None]
    back_on: Mapped[date | None]
    # As they stood in the catalogue when it was asked for: a price that changes later is not theirs.
    rent_fen_month: Mapped[int]
    deposit_fen: Mapped[int]
    # Whose it is, as a keyed hash: for the yearly cap and for one place on a waiting list.
    person: Mapped[str] = mapped_column(Lookup(PERSON, lambda row: row.identities()), index=True)
    terms: Mapped[Terms] = relationship()
    station: Mapped[Station] = relationship()
    item: Mapped[Item | None] = relationship(foreign_keys=[item_id])
    ledger: Mapped[list["LedgerLine"]] = relationship(cascade="all, delete-orphan", order_by="LedgerLine.id")
    handovers: Mapped[list["Handover"]] = relationship(cascade="all, delete-orphan", order_by="Handover.id")

    def moved(self, event: str, *, source: str, at: datetime) -> None:
        """The two columns that the database guards follow the state."""
        del event, at
        session = object_session(self)
        if session is not None:
            session.info.setdefault(MOVED, {}).setdefault(self, source)
        self.is_out = self.state == ON_LOAN
        self.holds = self.state in HOLDING

    def identities(self) -> list[str]:
        """Whose it is, by each of its answers; nobody's once it was erased."""
        seniors = [one.answers["senior"] for one in self.revisions if "senior" in one.answers]
        return [identity(senior["name"], senior["birth_year"]) for senior in seniors]

    def forget(self) -> None:
        """What the counter wrote by hand goes; sums, receipts and days stay, since money is accounted for by them."""
        for line in self.ledger:
            line.reason = ""
        for handover in self.handovers:
            handover.checklist, handover.note = {}, ""
        session = object_session(self)
        if session is None:
            return
        # A step of both has the same moment; what else happened to the device is not about this person.
        held = {self.item_id, *(handover.item_id for handover in self.handovers)}
        same = ItemEvent.item_id.in_(held), ItemEvent.at.in_({event.at for event in self.events})
        for event in session.scalars(select(ItemEvent).where(*same)):
            event.note = ""
        for report in session.scalars(select(FaultReport).where(FaultReport.loan_id == self.id)):
            report.forget()

    @property
    def was_agreed(self) -> bool:
        """Whether somebody had called about it before it lost its device."""
        lost = next((event for event in reversed(self.events) if event.event == "displace"), None)
        return lost is None or lost.source != REQUESTED

    def late(self, today: date) -> int:
        return late_days(end=self.end_day, today=today, is_out=self.is_out)

    def total(self, kind: str) -> int:
        return sum(-line.fen if line.reverses else line.fen for line in self.ledger if line.kind == kind)

    @property
    def taken_back(self) -> frozenset[str | None]:
        """The receipts of the lines that another line took back."""
        return frozenset(line.reverses for line in self.ledger if line.reverses)

    @property
    def deposit_held(self) -> int:
        """What still lies with the station."""
        return self.total("deposit_in") - self.total("deposit_out") - self.total("deduct")


class LedgerLine(Base):
    """Money that was given or taken, in fen; a mistake is mended by another line, never by changing one."""

    __tablename__ = "ledger_line"
    __table_args__ = (
        CheckConstraint("fen > 0", name="fen"),
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    kind: Mapped[str]
    fen: Mapped[int]
    # cash, or the station's own means like its card reader; no account of anybody is kept
    means: Mapped[str]
    # In the words of the counter, which may say how somebody lives.
    reason: Mapped[str] = mapped_column(Sealed("ledger_line.reason"))
    programme: Mapped[str | None]
    receipt: Mapped[str] = mapped_column(unique=True)
    # The receipt of the line that this one takes back; each is taken back once.
    reverses: Mapped[str | None] = mapped_column(unique=True)
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class SubsidyAccount(Base):
    """What one person had from one programme in one year; the database itself keeps it under the cap."""

    __tablename__ = "subsidy_account"
    __table_args__ = (CheckConstraint("used_fen >= 0 AND used_fen <= cap_fen", name="cap"),)

    person: Mapped[str] = mapped_column(Lookup(PERSON), primary_key=True)
    programme: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    cap_fen: Mapped[int]
    used_fen: Mapped[int]


class Handover(Base):
    """What was looked at when it went out or came back."""

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("kind IN ('out', 'in')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    checklist: Mapped[Mapping[str, Any]] = mapped_column(SealedJson("handover.checklist"))
    note: Mapped[str] = mapped_column(Sealed("handover.note"))


class WaitingPlace(Base):
    """A place on the waiting list: one for each person and model, and one open offer at a time."""

    __tablename__ = "waiting_place"
    __table_args__ = (
        Index(
            "uq_waiting_one_place",
            "terms_id",
            "person",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_waiting_one_offer",
            "terms_id",
            "station_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL AND offered_at IS NOT NULL"),
            postgresql_where=text("closed_at IS NULL AND offered_at IS NOT NULL"),
        ),
    )

    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id", ondelete="CASCADE"), primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("rental_terms.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    person: Mapped[str] = mapped_column(Lookup(PERSON))
    joined_at: Mapped[datetime] = mapped_column(Moment)
    offered_at: Mapped[datetime | None] = mapped_column(Moment)
    offer_until: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    loan: Mapped[Loan] = relationship()
