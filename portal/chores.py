"""What the portal does by itself while it runs; `portal serve` and `portal deliver` go through this list."""

from datetime import datetime, timedelta
from pathlib import Path

from portal.db.sessions import WriteSession
from portal.drafting import service as drafting
from portal.enrolments.turning import turn
from portal.home_modification_case import office as modification_office
from portal.home_modification_case import service as modifications
from portal.home_modification_case import telling
from portal.kernel.calendar import Workdays
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.loans.night import go_round
from portal.loans.telling import Teller
from portal.publishing import shelves
from portal.publishing_desk.settings import load_rules
from portal.stock.catalogue import load as load_catalogue
from portal.upkeep import reminding
from portal.web.words import translations
from portal.working import Chore, whole

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
    desk_rules = load_rules(content / "publishing.yaml")

    def walk_the_night(session: WriteSession, at: datetime) -> object:
        return go_round(session, teller, at=at, today=at.astimezone(LOCAL).date(), workdays=workdays)

    def remind(session: WriteSession, at: datetime) -> object:
        return drafting.remind(session, titles=DRAFTS, say=say, at=at)

    def count_days(session: WriteSession, at: datetime) -> object:
        return modifications.count_days_anew(session, office, at=at)

    def tell_desks(session: WriteSession, at: datetime) -> object:
        return telling.tell_desks(session, office, at=at)

    def remind_owners(session: WriteSession, at: datetime) -> object:
        return reminding.remind(session, desk_rules, now=at, today=at.astimezone(LOCAL).date())

    def clear_lists(session: WriteSession, at: datetime) -> object:
        return shelves.clear(session, now=at)

    return [
        Chore("let the lines of enrolments move", timedelta(seconds=30), turn),
        # A second round on the same day changes nothing and tells nobody twice.
        Chore("walk the round of the rentals", timedelta(hours=1), whole(walk_the_night)),
        Chore("remind of drafts", timedelta(minutes=15), whole(remind)),
        Chore("count due days anew", timedelta(hours=6), whole(count_days)),
        Chore("tell desks what is due", timedelta(hours=1), whole(tell_desks)),
        Chore("take what has ended out of the lists", timedelta(hours=1), whole(clear_lists)),
        # At most one message a person and week, however often it is done.
        Chore("remind owners of what is old", timedelta(hours=6), whole(remind_owners)),
    ]
