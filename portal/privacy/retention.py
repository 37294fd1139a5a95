"""Forgetting in time: each rule names what goes and after how long; an open promise is never among it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.web.sessions import writing


@dataclass(frozen=True)
class Rule:
    """Run in a transaction of its own with the moment before which things go; returns how many went."""

    name: str
    after: timedelta
    forget: Callable[[WriteSession, datetime], int]


def run(database: Database, rules: Sequence[Rule], *, now: datetime) -> dict[str, int]:
    """Every rule, and what each did, for the report."""
    done = {}
    for rule in rules:
        with writing(database) as session:
            done[rule.name] = rule.forget(session, now - rule.after)
    return done
