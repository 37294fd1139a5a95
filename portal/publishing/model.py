"""The publication: what all kinds share, and the steps that it can take."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.collections import attribute_keyed_dict

from portal.db.base import Base
from portal.db.types import Moment
from portal.kernel.errors import Refusal, Stale
from portal.kernel.language import Language
from portal.publishing.rules import DRAFT, PUBLISHED, STEPS, WITHDRAWN


class Publication(Base):
    """A thing that staff tell everyone; each kind adds a table of its own columns."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        CheckConstraint("state IN ('draft', 'in_review', 'published', 'withdrawn')", name="state"),
        Index("ix_publication_live", "kind", "state", "show_from", "show_until"),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}

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

    def is_live(self, now: datetime) -> bool:
        """The same as `publishing.store.live`, for one that is already at hand."""
        return self.state == PUBLISHED and self.show_from <= now and (self.show_until is None or self.show_until > now)

    def take(self, event: str, *, by: int, version: int, at: datetime) -> None:
        """Take one step of the table in `rules`.

        Raises `Stale` when somebody else changed it since it was read, and `Refusal` when the step is not open now
        or the writer would release their own text (four eyes: 先审后发).
        """
        step = STEPS[event]
        if version != self.version:
            raise Stale
        if self.state not in step.sources:
            raise Refusal("This step is not open any more. Please look at the newest state.")
        if event == "release" and by == self.written_by:
            raise Refusal("Nobody releases their own text. Please ask a second person.")
        self.state = step.target
        self.version += 1
        self.updated_at = at
        if event == "release":
            self.released_by, self.released_at = by, at
            self.show_from = min(self.show_from, at) if self.show_from <= at else self.show_from

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
