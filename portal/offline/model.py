"""The short link: five letters and digits that fit on paper and lead to a page."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.types import Moment


class ShortLink(Base):
    """`/Q/CODE` leads to `path`, which is always one of ours."""

    __tablename__ = "short_link"

    code: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)
