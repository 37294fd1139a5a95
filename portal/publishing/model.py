"""The publication: what all kinds share, and the steps that it can take."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.collections import attribute_keyed_dict

from portal.db.base import Base
from portal.db.types import Moment
from portal.kernel.errors import Refusal, Stale
from portal.kernel.language import Language
from portal.publishing.rules import DRAFT, IN_FINAL, PUBLISHED, STEPS, TWO, WITHDRAWN

# How many numbers of publications a place in a list has room for: 268 million.
NUMBERS = 1 << 28


class Publication(Base):
    """A thing that staff tell everyone; each kind adds a table of its own columns."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        CheckConstraint("state IN ('draft', 'in_review', 'published', 'withdrawn')", name="state"),
        Index("ix_publication_worked", "kind", "updated_at", "id"),
        Index("ix_publication_stands", "kind", "state", "updated_at", "id"),
        Index("ix_publication_pending", "pending_state", "kind", "state"),
        Index("ix_publication_checked", "checked_on", "state", "show_from", "show_until"),
        Index("ix_publication_review", "review_by", "state"),
        Index("ix_publication_begins", "show_from", "state"),
        Index("ix_publication_ends", "show_until", "state"),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}

    # What lists of its kind are narrowed by beside what all kinds share, at most two things; and whether its day comes
    # first in their order, so that they can be narrowed by days.
    narrowed_by: ClassVar[tuple[str, ...]] = ()
    is_by_day: ClassVar[bool] = False
    is_newest_first: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    # Of a content file: the hash of the text it was last loaded from; nothing for what was written in the portal.
    source_hash: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    town: Mapped[str | None] = mapped_column(index=True)
    plan_item: Mapped[int | None]
    starts_on: Mapped[date | None] = mapped_column(index=True)
    cost_fen: Mapped[int | None]
    phone: Mapped[str | None]
    checked_on: Mapped[date]
    show_from: Mapped[datetime] = mapped_column(Moment)
    show_until: Mapped[datetime | None] = mapped_column(Moment)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    released_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    # Whose department it is; nothing for content files, which are everybody's.
    department: Mapped[str | None]
    review_by: Mapped[date | None]
    replaced_by: Mapped[str | None]
    # Since when staff have kept it at the desk: from then on its content file has no say.
    desk_since: Mapped[datetime | None] = mapped_column(Moment)
    # All that it says, as a content file would; and, while what is public is being changed, what it will say.
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    # Where that change stands; and, of a text that was never public, that its last reader has it.
    pending_state: Mapped[str | None]
    texts: Mapped[dict[str, "PublicationText"]] = relationship(
        back_populates="publication",
        collection_class=attribute_keyed_dict("language"),
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    access: Mapped[list["PublicationAccess"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    def text(self, language: Language) -> "PublicationText":
        """The words in this language, else in Chinese, which is never missing."""
        return self.texts.get(language) or self.texts["zh"]

    def own_answers(self) -> list[str | None]:
        """What it says to `narrowed_by`."""
        return [getattr(self, name) for name in self.narrowed_by]

    def happens(self) -> list[tuple[date, time | None]]:
        """On which days it takes place, and when; nothing where it has no days."""
        return []

    def lead(self) -> int:
        """By what lists of its kind are ordered, as a number below 2 to the power of 34."""
        return self.starts_on.toordinal() if self.starts_on else 0

    def place(self) -> int:
        """Where it stands in the lists of its kind; no two share a place."""
        number = NUMBERS - 1 - self.id if self.is_newest_first else self.id
        return self.lead() * NUMBERS + number

    @classmethod
    def number_at(cls, place: int) -> int:
        """The other way round: what stands at a place."""
        number = place % NUMBERS
        return NUMBERS - 1 - number if cls.is_newest_first else number

    def is_live(self, now: datetime) -> bool:
        """The same as `publishing.store.live`, for one that is already at hand."""
        return self.state == PUBLISHED and self.show_from <= now and (self.show_until is None or self.show_until > now)

    @property
    def work_state(self) -> str:
        """Where the text that is being worked on stands; of one that is public and not being changed, its state."""
        return self.pending_state or self.state

    @property
    def is_kept_at_desk(self) -> bool:
        return self.desk_since is not None or self.source_hash is None

    def check(self, event: str, *, by: int, version: int, people: int = 2, read_by: int | None = None) -> None:
        """Whether this step may be taken; nothing is changed.

        Raises `Stale` when somebody else changed it since it was read, and `Refusal` when the step is not open now,
        when the writer would release their own text (four eyes: 先审后发), or when three people are asked for and
        not all of them have read it.
        """
        step = STEPS[event]
        if version != self.version:
            raise Stale
        state = self.state if event in {"withdraw", "reopen"} else self.work_state
        if state not in step.sources:
            raise Refusal("This step is not open any more. Please look at the newest state.")
        if event in {"release", "approve"} and by == self.written_by:
            raise Refusal("Nobody releases their own text. Please ask a second person.")
        if event == "release" and people > TWO:
            if state != IN_FINAL:
                raise Refusal("The first reader has not agreed yet.")
            if by == read_by:
                raise Refusal("Whoever read it first does not release it as well. Please ask a third person.")

    def take(
        self, event: str, *, by: int, version: int, at: datetime, people: int = 2, read_by: int | None = None
    ) -> None:
        """Take one step of the table in `rules`; refuses as `check` does."""
        self.check(event, by=by, version=version, people=people, read_by=read_by)
        target = STEPS[event].target
        if event in {"withdraw", "reopen", "release"}:
            self.state, self.pending, self.pending_state = target, None, None
        elif self.state == PUBLISHED or target == IN_FINAL:
            self.pending_state = target
        else:
            self.state, self.pending_state = target, None
        self.version += 1
        self.updated_at = at
        if event == "release":
            self.released_by, self.released_at = by, at

    def is_over(self, now: datetime) -> bool:
        """Whether it was public once: withdrawn, or past its end."""
        return self.is_withdrawn or (self.state == PUBLISHED and self.show_until is not None and self.show_until <= now)

    @property
    def is_withdrawn(self) -> bool:
        return self.state == WITHDRAWN


class PublicationText(Base):
    """The words of a publication in one language; `details` holds the further words of its kind."""

    __tablename__ = "publication_text"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    publication: Mapped[Publication] = relationship(back_populates="texts")

    def detail(self, key: str) -> Any:
        """A further word of the kind, or nothing."""
        return self.details.get(key)


class PublicationAccess(Base):
    """One thing that helps to get in and around: step-free, lift, toilet …."""

    __tablename__ = "publication_access"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    fact: Mapped[str] = mapped_column(primary_key=True)
