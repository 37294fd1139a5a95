"""The year in numbers: what is needed where, what waits, what was spent, how long it took, and who comes next."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

from sqlalchemy import Select, func, select

from portal.db.sessions import ReadSession
from portal.home_modification_case import service
from portal.home_modification_case.model import CaseNeed, HomeModification, PlanLine
from portal.home_modification_case.office import Office
from portal.home_modification_case.states import APPROVAL, ENDED, STATES
from portal.kernel.clock import LOCAL
from portal.requests.model import RequestEvent, ServiceRequest

COLUMNS = ServiceRequest.__table__.c
OWN = HomeModification.__table__.c
SECONDS = 86400


@dataclass(frozen=True)
class Next:
    """One household in the order of who comes next, and whether the money reaches for it."""

    reference: str
    town: str
    group: str
    since: date
    subsidy_fen: int
    reaches: bool


@dataclass(frozen=True)
class Year:
    year: int
    asked: int
    waiting: Mapping[str, int]
    by_town: Mapping[str, int]
    by_room: Mapping[str, int]
    by_item: Mapping[int, int]
    served: Mapping[str, int]
    budget_fen: int
    approved_fen: int
    paid_fen: int
    left_fen: int
    days: Mapping[str, float]
    next_ones: Sequence[Next]

    @property
    def helped(self) -> int:
        return sum(self.served.values())


def of(session: ReadSession, office: Office, year: int) -> Year:
    """Everything of one calendar year, as it is known now."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begins = datetime(year, 1, 1, tzinfo=LOCAL).astimezone(UTC)
    ends = datetime(year + 1, 1, 1, tzinfo=LOCAL).astimezone(UTC)
    mine = (COLUMNS.service == "home_modifications", COLUMNS.created_at >= begins, COLUMNS.created_at < ends)
    by_town = _counted(session, select(COLUMNS.town, func.count()).where(*mine).group_by(COLUMNS.town))
    hard = _counted(
        session,
        select(CaseNeed.difficulty, func.count())
        .join(ServiceRequest.__table__, COLUMNS.id == CaseNeed.request_id)
        .where(*mine)
        .group_by(CaseNeed.difficulty),
    )
    rooms = _counted(
        session,
        select(CaseNeed.room, func.count(CaseNeed.request_id.distinct()))
        .join(ServiceRequest.__table__, COLUMNS.id == CaseNeed.request_id)
        .where(*mine)
        .group_by(CaseNeed.room),
    )
    waiting = select(COLUMNS.state, func.count()).where(mine[0], COLUMNS.state.not_in(ENDED)).group_by(COLUMNS.state)
    served = select(OWN.group_code, func.count()).where(OWN.paid_on.between(first, last)).group_by(OWN.group_code)
    approved = select(func.coalesce(func.sum(OWN.approved_fen), 0)).where(OWN.approved_on.between(first, last))
    paid = select(func.coalesce(func.sum(OWN.paid_fen), 0)).where(OWN.paid_on.between(first, last))
    left = service.budget_left(session, office, year)
    return Year(
        year=year,
        asked=sum(by_town.values()),
        waiting=_counted(session, waiting),
        by_town=by_town,
        by_room=rooms,
        by_item=_items(office, hard),
        served=_counted(session, served),
        budget_fen=office.budgets.get(year, 0),
        approved_fen=int(session.scalar(approved) or 0),
        paid_fen=int(session.scalar(paid) or 0),
        left_fen=left,
        days=_days(session, begins, ends),
        next_ones=_next(session, office, left),
    )


def _counted(session: ReadSession, query: Select[*tuple[Any, ...]]) -> dict[str, int]:
    """Each key with its number, the most first."""
    found = session.execute(query).all()
    return {str(key or ""): int(number) for key, number in sorted(found, key=lambda row: -row[1])}


def _items(office: Office, hard: Mapping[str, int]) -> dict[int, int]:
    """What would help against what is hard."""
    counted: Counter[int] = Counter()
    for difficulty, number in hard.items():
        for item in office.helps.get(difficulty, ()):
            counted[item] += number
    return dict(counted.most_common())


def planned(session: ReadSession) -> dict[int, int]:
    """How many households have each item in the newest of their plans."""
    query = (
        select(PlanLine.item_no, func.count())
        .join(HomeModification.__table__, OWN.id == PlanLine.request_id)
        .where(PlanLine.plan_no == OWN.plan_no)
        .group_by(PlanLine.item_no)
    )
    return {int(item): int(number) for item, number in session.execute(query).all()}


def _days(session: ReadSession, begins: datetime, ends: datetime) -> dict[str, float]:
    """The median of days in each state, of those that were left within the year."""
    query = (
        select(RequestEvent.request_id, RequestEvent.at, RequestEvent.source, RequestEvent.target)
        .join(ServiceRequest.__table__, COLUMNS.id == RequestEvent.request_id)
        .where(COLUMNS.service == "home_modifications", RequestEvent.source != RequestEvent.target)
        .order_by(RequestEvent.request_id, RequestEvent.seq)
    )
    took: dict[str, list[float]] = defaultdict(list)
    entered: tuple[int, datetime] | None = None
    for case, at, source, _ in session.execute(query.where(RequestEvent.at < ends)):
        if entered is not None and entered[0] == case and at >= begins and source:
            took[source].append((at - entered[1]).total_seconds() / SECONDS)
        entered = (case, at)
    return {state: round(median(took[state]), 1) for state in STATES if took[state]}


def _next(session: ReadSession, office: Office, left: int) -> list[Next]:
    """Who waits for the district's yes, by group, then by the day it came; and how far the money reaches."""
    query = (
        select(COLUMNS.reference, COLUMNS.town, COLUMNS.created_at, OWN.group_code, OWN.subsidy_fen)
        .join_from(ServiceRequest.__table__, HomeModification.__table__)
        .where(COLUMNS.state == APPROVAL)
    )
    order = {group: number for number, group in enumerate(office.priority)}
    waiting = sorted(session.execute(query), key=lambda row: (order.get(row.group_code, len(order)), row.created_at))
    found = []
    for row in waiting:
        subsidy = int(row.subsidy_fen or 0)
        reaches = subsidy <= left
        left -= subsidy if reaches else 0
        day = row.created_at.astimezone(LOCAL).date()
        found.append(Next(row.reference, row.town, row.group_code or "", day, subsidy, reaches))
    return found
