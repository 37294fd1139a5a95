"""A household's case with its visits, its plans, its clocks and its papers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed, SealedJson
from portal.home_modification_case.guards import GUARDS, Asked
from portal.home_modification_case.household import home
from portal.home_modification_case.rules import LIFE
from portal.home_modification_case.states import STATES, STREET_REVIEW, State
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal
from portal.requests.clocks import Stretch
from portal.requests.model import Party, ServiceRequest
from portal.requests.rules import Life, Step

HOUSEHOLD = "home_modification.household"
BOOKED, DONE, MOVED = "booked", "done", "moved"
RUNNING = text("stopped_on IS NULL")
TAKEN = text("state IN ('booked', 'done')")


class HomeModification(ServiceRequest):
    """A home that shall be made safer: one household, one plan."""

    __tablename__ = "home_modification"
    __mapper_args__ = {"polymorphic_identity": "home_modifications"}

    life: ClassVar[Life] = LIFE

    id: Mapped[int] = mapped_column(ForeignKey("service_request.id", ondelete="CASCADE"), primary_key=True)
    village: Mapped[str] = mapped_column(default="")
    household_key: Mapped[str | None] = mapped_column(Lookup(HOUSEHOLD, lambda row: row.homes()), index=True)
    # The key while it is open, nothing when it is over: of one household there is one open case.
    open_household: Mapped[str | None] = mapped_column(Lookup(HOUSEHOLD), unique=True)
    due_on: Mapped[date | None] = mapped_column(Date, index=True)
    extra_days: Mapped[int] = mapped_column(default=0)
    hold_until: Mapped[date | None] = mapped_column(Date)
    # The first day that suits the family, when it asked for another one.
    wished_on: Mapped[date | None] = mapped_column(Date)
    identity_seen: Mapped[bool] = mapped_column(default=False)
    consent_how: Mapped[str | None]
    group_code: Mapped[str | None]
    merged_into: Mapped[str | None]
    appealed: Mapped[bool] = mapped_column(default=False)
    ability: Mapped[Mapping[str, Any] | None] = mapped_column(SealedJson("home_modification.ability"))
    plan_no: Mapped[int] = mapped_column(default=0)
    rule: Mapped[str | None]
    cap_fen: Mapped[int | None]
    cost_fen: Mapped[int | None]
    subsidy_fen: Mapped[int | None]
    own_fen: Mapped[int | None]
    approved_fen: Mapped[int | None]
    approved_on: Mapped[date | None] = mapped_column(Date, index=True)
    # What the budget of the year still held when it was approved; without it nothing is approved.
    budget_left: Mapped[int | None]
    # Often a craftsman with a phone of their own.
    builder: Mapped[str | None] = mapped_column(Sealed("home_modification.builder"))
    builder_phone: Mapped[str | None] = mapped_column(Sealed("home_modification.builder_phone"))
    works_by: Mapped[date | None] = mapped_column(Date)
    opinion: Mapped[str | None]
    paid_fen: Mapped[int | None]
    paid_on: Mapped[date | None] = mapped_column(Date, index=True)
    receipt_no: Mapped[str | None] = mapped_column(unique=True)
    warranty_until: Mapped[date | None] = mapped_column(Date)
    follow_up_on: Mapped[date | None] = mapped_column(Date)
    visits: Mapped[list["CaseVisit"]] = relationship(cascade="all, delete-orphan", order_by="CaseVisit.id")
    lines: Mapped[list["PlanLine"]] = relationship(cascade="all, delete-orphan", order_by="PlanLine.item_no")
    segments: Mapped[list["ClockSegment"]] = relationship(cascade="all, delete-orphan", order_by="ClockSegment.seq")
    files: Mapped[list["CaseFile"]] = relationship(cascade="all, delete-orphan", order_by="CaseFile.id")
    needs: Mapped[list["CaseNeed"]] = relationship(cascade="all, delete-orphan")

    @property
    def stage(self) -> State:
        return STATES[self.state]

    @property
    def is_consent_verified(self) -> bool:
        return (senior := self.party("senior")) is not None and senior.consent_state == "verified"

    @property
    def helper(self) -> Party | None:
        """The helper, as long as the senior lets them."""
        found = self.party("helper")
        return found if found is not None and found.consent_state != "revoked" else None

    @property
    def has_helper(self) -> bool:
        return self.helper is not None

    @property
    def lines_now(self) -> list["PlanLine"]:
        """The lines of the newest plan; older plans stay as they were."""
        return [line for line in self.lines if line.plan_no == self.plan_no]

    @property
    def visit_now(self) -> "CaseVisit | None":
        return next((visit for visit in reversed(self.visits) if visit.state == BOOKED), None)

    @property
    def stretches(self) -> list[Stretch]:
        """The clock that runs now or stood last, with all its pauses."""
        if not self.segments:
            return []
        last = self.segments[-1]
        same = [one for one in self.segments if (one.clock, one.round) == (last.clock, last.round)]
        return [Stretch(one.started_on, one.stopped_on) for one in same]

    @property
    def running(self) -> "ClockSegment | None":
        return next((one for one in self.segments if one.stopped_on is None), None)

    def homes(self) -> list[str]:
        """Where it is, by each of its answers; nowhere once it was erased."""
        places = [one.answers["address"] for one in self.revisions if "address" in one.answers]
        return [home(str(place["village"]), str(place["address"])) for place in places]

    def forget(self) -> None:
        """What the portal no longer needs of it: how somebody gets along, pictures of their home, who worked there."""
        self.ability = self.household_key = self.builder = self.builder_phone = None
        self.files.clear()

    def pictures(self) -> list[str]:
        return [file.sha256 for file in self.files]

    def begin(self, answers: Mapping[str, Any], *, at: datetime) -> None:
        super().begin(answers, at=at)
        self.open_household = self.household_key
        self._start("acceptance", at.astimezone(LOCAL).date(), "submit", again=False)

    def check(self, step: Step, *, actor: str, note: Sequence[str], at: datetime) -> None:
        """Raises `Refusal` with the words of the first condition that does not hold."""
        asked = Asked(case=self, actor=actor, note=note, at=at)
        for guard in (GUARDS[name] for name in step.guards):
            if not guard.holds(asked):
                raise Refusal(guard.says)

    def moved(self, event: str, *, source: str, at: datetime) -> None:
        """The clocks follow the states, and never the other way round."""
        day = at.astimezone(LOCAL).date()
        self.open_household = None if self.is_over else self.household_key
        if self.state != source:
            self._stop(day)
            self.extra_days, self.hold_until = 0, None
            if self.stage.clock:
                self._start(self.stage.clock, day, event, again=event == "answer" and self.state == STREET_REVIEW)
        elif event == "hold":
            self._stop(day)
        elif event == "go_on":
            self.hold_until = None
            self._start(self.stage.clock, day, event, again=True)
        elif event == "postpone":
            self._stop(day)
            self._start(self.stage.clock, max(day, self.wished_on or day), event, again=True)

    def _stop(self, day: date) -> None:
        if (running := self.running) is not None:
            running.stopped_on = day

    def _start(self, clock: str | None, day: date, why: str, *, again: bool) -> None:
        if clock is None:
            return
        before = max((one.round for one in self.segments if one.clock == clock), default=0)
        number = before if again and before else before + 1
        self.segments.append(
            ClockSegment(seq=len(self.segments) + 1, clock=clock, round=number, started_on=day, why=why)
        )


class CaseVisit(Base):
    """Half a day at a home; nobody is promised to two homes at once."""

    __tablename__ = "home_modification_visit"
    __table_args__ = (
        Index(
            "uq_home_modification_visit_slot",
            "staff_id",
            "day",
            "half",
            unique=True,
            sqlite_where=TAKEN,
            postgresql_where=TAKEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("home_modification.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    day: Mapped[date] = mapped_column(Date)
    half: Mapped[str]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    staff_name: Mapped[str]
    state: Mapped[str] = mapped_column(default=BOOKED)


class PlanLine(Base):
    """One item of one plan: what it costs, what is paid for it, and what the household pays."""

    __tablename__ = "home_modification_line"
    __table_args__ = (
        CheckConstraint("cost_fen = subsidy_fen + own_fen", name="adds_up"),
        CheckConstraint("subsidy_fen >= 0 AND own_fen >= 0 AND quantity > 0", name="not_negative"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("home_modification.id", ondelete="CASCADE"), primary_key=True)
    plan_no: Mapped[int] = mapped_column(primary_key=True)
    item_no: Mapped[int] = mapped_column(primary_key=True)
    catalogue: Mapped[str]
    quantity: Mapped[int]
    cost_fen: Mapped[int]
    subsidy_fen: Mapped[int]
    own_fen: Mapped[int]


class ClockSegment(Base):
    """A stretch of a clock; at most one runs."""

    __tablename__ = "home_modification_clock"
    __table_args__ = (
        Index(
            "uq_home_modification_clock_running",
            "request_id",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("home_modification.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    clock: Mapped[str]
    round: Mapped[int]
    started_on: Mapped[date] = mapped_column(Date)
    stopped_on: Mapped[date | None] = mapped_column(Date)
    why: Mapped[str]


class CaseFile(Base):
    """A picture or a PDF of a case, kept outside the database under its hash."""

    __tablename__ = "home_modification_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("home_modification.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    item_no: Mapped[int | None]
    sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    name: Mapped[str] = mapped_column(Sealed("home_modification_file.name"))
    added_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)


class CaseNeed(Base):
    """One thing that is hard at home, without a name: the need of the year is counted from these."""

    __tablename__ = "home_modification_need"

    request_id: Mapped[int] = mapped_column(ForeignKey("home_modification.id", ondelete="CASCADE"), primary_key=True)
    difficulty: Mapped[str] = mapped_column(primary_key=True)
    room: Mapped[str]
