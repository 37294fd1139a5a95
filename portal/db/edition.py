"""One number that moves, in the same transaction, whenever something is written that public pages may show."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import event, inspect, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.orm.unitofwork import UOWTransaction
from sqlalchemy.sql.dml import UpdateBase

from portal.db.base import Base
from portal.db.sessions import WriteSession

THE_ONE = 1
_MARK = "public pages may have changed"
# What no public page shows, so that a visit or a message does not empty the page cache. A table that is not named here
# is taken for one that is shown: forgetting one costs time and never shows something old.
NEVER_SHOWN = frozenset(
    {
        "approval_link",
        "audit_entry",
        "data_wish",
        "draft",
        "enrolment",
        "enrolment_event",
        "enrolment_refused",
        "home_modification_clock",
        "home_modification_file",
        "home_modification_line",
        "home_modification_visit",
        "intake_quota",
        "lease",
        "lift_interest",
        "list_day",
        "list_entry",
        "list_shelf",
        "message",
        "notice_given",
        "one_time_link",
        "party",
        "participant",
        "photo",
        "presence",
        "publication_step",
        "publication_version",
        "rate_hit",
        "representation",
        "request_event",
        "request_revision",
        "resident_phone",
        "scan_count",
        "service_request",
        "sign_in_code",
        "staff_member",
        "staff_role",
        "staff_session",
        "turned_away",
        "unmasking",
        "visitor_grant",
    }
)


class Edition(Base):
    """The number of the public pages' newest state; there is one row."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


def move(session: WriteSession) -> bool:
    """Before a commit: move the number if public pages may have changed; says whether.

    It is the last thing a transaction does, so that others wait for its row no longer than for the commit itself.
    """
    session.flush()
    moved: bool = session.info.pop(_MARK, False)
    if moved:
        session.connection().execute(update(Edition).where(Edition.id == THE_ONE).values(number=Edition.number + 1))
    return moved


@event.listens_for(Session, "after_flush")
def _after_flush(session: Session, _: UOWTransaction) -> None:
    if any(
        name not in NEVER_SHOWN for one in (*session.new, *session.dirty, *session.deleted) for name in _tables(one)
    ):
        session.info[_MARK] = True


@event.listens_for(Session, "do_orm_execute")
def _in_bulk(state: ORMExecuteState) -> None:
    statement: Any = state.statement
    if isinstance(statement, UpdateBase) and statement.entity_description["table"].name not in NEVER_SHOWN:
        state.session.info[_MARK] = True


def _tables(row: object) -> Iterator[str]:
    return (str(getattr(table, "name", "")) for table in inspect(row).mapper.tables)
