"""The codes that never change: one for each service point, for each town's week, and for the warnings of the month."""

from collections.abc import Iterable
from datetime import datetime

from portal.db.sessions import WriteSession
from portal.kernel.divisions import Divisions
from portal.offline import links

WARNINGS_PATH = "/fraud-warnings"


def week_path(town: str) -> str:
    return f"/week/{town}"


def point_path(town: str) -> str:
    return f"/service-points/{town}"


def ensure(session: WriteSession, divisions: Divisions, *, at: datetime) -> None:
    """Made once when the content is loaded, so that looking at a page never has to write."""
    towns = [town.code for town in divisions.towns]
    weeks: Iterable[tuple[str, str | None, str]] = [(week_path(town), town, "") for town in towns]
    links.stand(session, [*weeks, (WARNINGS_PATH, None, "")], channel="week", at=at)
    links.stand(session, [(point_path(town), town, "") for town in towns], channel="service_point", at=at)
