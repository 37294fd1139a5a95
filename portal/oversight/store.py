"""Counts only, never persons: how requests came in, where codes are opened, who was let down."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, func, select

from portal.db.sessions import ReadSession
from portal.enrolments.model import Enrolment, Intake
from portal.kernel.clock import LOCAL
from portal.offline.model import PaperForm, ScanCount, ShortLink, TurnedAway
from portal.offline.papers import PAPER
from portal.paper_forms.kinds import LINES
from portal.publishing.model import Publication
from portal.requests.model import ServiceRequest

CHANNELS = ("online", "phone", "counter", "paper")


@dataclass(frozen=True)
class TownCount:
    """One town: how its people came, and how often codes that hang there were opened."""

    town: str
    by_channel: Counter[str]
    scans: int

    @property
    def requests(self) -> int:
        return sum(self.by_channel.values())

    @property
    def is_silent(self) -> bool:
        """Nobody there reached the portal in any way."""
        return not self.requests and not self.scans


def _places(since: date) -> Select[datetime, str, str, str]:
    """Every signing up: when, for what kind of thing, by which channel, and whether a paper stands behind it."""
    asked = select(Enrolment.created_at, Publication.kind, Enrolment.channel, Enrolment.submit_key)
    asked = asked.where(Enrolment.created_at >= _midnight(since)).join(Intake, Intake.id == Enrolment.intake_id)
    return asked.join(Publication, Publication.id == Intake.publication_id)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LOCAL)


def _way(channel: str, key: str) -> str:
    """What was keyed in from paper has a place of the counter, and came on paper all the same."""
    return "paper" if key.startswith(PAPER) else channel


def channel_mix(session: ReadSession, *, since: date, town: str | None = None) -> dict[tuple[str, str], Counter[str]]:
    """For each (month, service) how many requests came by which channel; of one town, or of all of them."""
    mix: dict[tuple[str, str], Counter[str]] = {}
    asked = select(ServiceRequest.created_at, ServiceRequest.service, ServiceRequest.channel)
    asked, places = asked.where(ServiceRequest.created_at >= _midnight(since)), _places(since)
    if town is not None:
        asked, places = asked.where(ServiceRequest.town == town), places.where(Publication.town == town)
    for at, service, channel in session.execute(asked):
        mix.setdefault((_month(at), service), Counter())[channel] += 1
    for at, kind, channel, key in session.execute(places):
        mix.setdefault((_month(at), kind), Counter())[_way(channel, key)] += 1
    return dict(sorted(mix.items(), reverse=True))


def _month(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m}"


def by_town(session: ReadSession, towns: Iterable[str], *, since: date) -> list[TownCount]:
    """Every town, also those from which nothing came: the silent ones first, then the fewest."""
    requests: dict[str, Counter[str]] = {}
    asked = select(ServiceRequest.town, ServiceRequest.channel, func.count()).group_by(
        ServiceRequest.town, ServiceRequest.channel
    )
    for town, channel, count in session.execute(asked.where(ServiceRequest.created_at >= _midnight(since))):
        requests.setdefault(town, Counter())[channel] += count
    for _, _, channel, key, town in session.execute(_places(since).add_columns(Publication.town)):
        requests.setdefault(town or "", Counter())[_way(channel, key)] += 1
    scans: dict[str | None, int] = {
        town: int(hits)
        for town, hits in session.execute(
            select(ShortLink.town, func.sum(ScanCount.hits))
            .join(ScanCount)
            .where(ScanCount.day >= since)
            .group_by(ShortLink.town)
        )
    }
    counts = [TownCount(town, requests.get(town, Counter()), scans.get(town, 0)) for town in towns]
    return sorted(counts, key=lambda one: (not one.is_silent, one.requests + one.scans))


def scans_by_place(session: ReadSession, *, since: date, limit: int) -> list[tuple[ShortLink, int]]:
    """The codes that were opened most."""
    hits = func.sum(ScanCount.hits)
    asked = (
        select(ShortLink, hits)
        .join(ScanCount)
        .where(ScanCount.day >= since)
        .group_by(ShortLink.code)
        .order_by(hits.desc(), ShortLink.code)
        .limit(limit)
    )
    return [(link, int(count)) for link, count in session.execute(asked)]


def turned_away(session: ReadSession, *, since: date) -> list[tuple[str, str, int]]:
    """(service, reason, how often), the most frequent first."""
    count = func.count()
    asked = (
        select(TurnedAway.service, TurnedAway.reason, count)
        .where(TurnedAway.day >= since)
        .group_by(TurnedAway.service, TurnedAway.reason)
        .order_by(count.desc())
    )
    return [(service, reason, number) for service, reason, number in session.execute(asked)]


def paper_forms(session: ReadSession) -> tuple[int, int]:
    """How many were printed, and how many of them came back."""
    printed = session.scalar(select(func.count()).select_from(PaperForm)) or 0
    whole = PaperForm.draft_id.is_not(None), ~PaperForm.service.endswith(f"/{LINES}")
    back = session.scalar(select(func.count()).select_from(PaperForm).where(*whole)) or 0
    lines = PaperForm.used_at.is_not(None), PaperForm.service.endswith(f"/{LINES}")
    lined = session.scalar(select(func.count(PaperForm.serial)).where(*lines)) or 0
    return printed, back + lined
