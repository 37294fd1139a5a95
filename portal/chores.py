"""What the portal does by itself while it runs; `portal serve` and `portal deliver` go through this list."""

from datetime import datetime, timedelta
from pathlib import Path

from portal.db.sessions import WriteSession
from portal.drafting import service as drafting
from portal.home_modification_case import office as modification_office
from portal.home_modification_case import service as modifications
from portal.home_modification_case import telling
from portal.kernel.calendar import Workdays
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.loans.night import go_round
from portal.loans.telling import Teller
from portal.messages.chores import Chore
from portal.stock.catalogue import load as load_catalogue
from portal.web.words import translations

# What a draft is of, as its message says it.
DRAFTS = {
    "home_modifications": msgid("Home modification"),
    "loans": msgid("Borrow a device"),
    "signing_up": msgid("Enrolment"),
}


def chores(content: Path) -> list[Chore]:
    """Each may be done by any worker; the texts are read once, when the worker starts."""
    say = translations(content, "zh").gettext
    office = modification_office.load(
        content / "home_modifications", Workdays.load(content / "calendar" / "workdays.yaml"), say
    )

    teller, workdays = Teller(load_catalogue(content), say), Workdays.load(content / "calendar" / "workdays.yaml")

    def walk_the_night(session: WriteSession, at: datetime) -> object:
        return go_round(session, teller, at=at, today=at.astimezone(LOCAL).date(), workdays=workdays)

    def remind(session: WriteSession, at: datetime) -> object:
        return drafting.remind(session, titles=DRAFTS, say=say, at=at)

    def count_days(session: WriteSession, at: datetime) -> object:
        return modifications.count_days_anew(session, office, at=at)

    def tell_desks(session: WriteSession, at: datetime) -> object:
        return telling.tell_desks(session, office, at=at)

    return [
        # A second round on the same day changes nothing and tells nobody twice.
        Chore("walk the round of the rentals", timedelta(hours=1), walk_the_night),
        Chore("remind of drafts", timedelta(minutes=15), remind),
        Chore("count due days anew", timedelta(hours=6), count_days),
        Chore("tell desks what is due", timedelta(hours=1), tell_desks),
    ]
