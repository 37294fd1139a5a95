"""Giving days to loans: promising, moving, freeing; the key of `item_day` has the last word in each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.db.sessions import WriteSession
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.loans import store
from portal.loans.model import Loan, WaitingPlace
from portal.loans.rules import TOO_LONG, Stretch, latest_end
from portal.stock.model import Item, ItemDay, Terms

SYSTEM = "system"
TRIES = 4
OTHER_MODEL = msgid("That is another model. Please take one of the model that was asked for.")
FULL = msgid("None is free on these days. Choose other days or another station, or let us put you on the waiting list.")


def promise(session: WriteSession, loan: Loan, *, at: datetime, today: date) -> None:
    """Find an item for the days of this loan and keep them; raises `Refusal` where there is none."""
    session.flush()
    _one_at_a_time(session, loan.terms_id)
    roll_late(session, terms_id=loan.terms_id, at=at, today=today)
    item = _place(session, loan, today=today)
    if item is None:
        raise Refusal(FULL, field="day")


def _place(session: WriteSession, loan: Loan, *, today: date) -> int | None:
    """The item that was kept, or None; nothing is changed then."""
    wanted = Stretch.of(loan.start_day, loan.end_day, loan.terms.turnaround_days)
    for _ in range(TRIES):
        seen = store.picture(session, loan.terms, loan.station, wanted, today=today, moving=False)
        item = seen.first_free(wanted)
        if item is not None:
            if keep_days(session, loan, item):
                return item
            continue
        plan = store.picture(session, loan.terms, loan.station, wanted, today=today).rearranged(wanted, loan.id)
        if plan is None:
            return None
        if _rearrange(session, loan, plan):
            return plan[loan.id]
    return None


def keep_days(session: WriteSession, loan: Loan, item: int) -> bool:
    """Write the days of a loan on this item, or nothing at all when somebody else has one of them."""
    try:
        with session.begin_nested():
            _bind(session, loan, item)
            _write(session, loan, item)
    except IntegrityError:
        session.refresh(loan, ["item_id", "holds"])
        return False
    return True


def _bind(session: WriteSession, loan: Loan, item: int | None) -> None:
    loan.item_id = item
    loan.holds = item is not None
    session.flush()


def _write(session: WriteSession, loan: Loan, item: int) -> None:
    rows = _rows(item, loan.id, loan.start_day, loan.end_day, "loan")
    rows += _rows(item, loan.id, *_turnaround(loan.end_day, loan.terms), "turnaround")
    _insert(session, rows)


def _turnaround(end: date, terms: Terms) -> tuple[date, date]:
    return end + timedelta(days=1), end + timedelta(days=terms.turnaround_days)


def _rows(item: int, loan: int | None, first: date, last: date, kind: str) -> list[dict[str, object]]:
    return [{"item_id": item, "loan_id": loan, "day": day, "kind": kind} for day in days_between(first, last)]


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _insert(session: WriteSession, rows: Sequence[dict[str, object]]) -> None:
    if rows:  # one statement with its days in order, so that two of them never wait for each other in a ring
        session.execute(insert(ItemDay).values(list(rows)))


def _rearrange(session: WriteSession, loan: Loan, plan: dict[int, int]) -> bool:
    """Give every promise that may be moved the item that the plan has for it, then the new one its own."""
    others = session.scalars(select(Loan).where(Loan.id.in_(plan), Loan.id != loan.id).order_by(Loan.id)).all()
    moving = [other for other in others if other.item_id != plan[other.id]]
    try:
        with session.begin_nested():
            session.execute(delete(ItemDay).where(ItemDay.loan_id.in_([other.id for other in moving])))
            for other in moving:
                _bind(session, other, plan[other.id])
            for other in sorted(moving, key=lambda one: (plan[one.id], one.start_day)):
                _write(session, other, plan[other.id])
            _bind(session, loan, plan[loan.id])
            _write(session, loan, plan[loan.id])
    except IntegrityError:
        for one in (*moving, loan):
            session.refresh(one, ["item_id", "holds"])
        return False
    return True


def _one_at_a_time(session: WriteSession, terms_id: int) -> None:
    """Whoever rearranges a shelf has it alone; on SQLite every writer is alone anyway.

    The weaker of the two locks: a new loan already holds its model by its foreign key, and of two who both asked for
    the stronger one after that, each would wait for the other.
    """
    session.execute(select(Terms.id).where(Terms.id == terms_id).with_for_update(key_share=True))


def free_days(session: WriteSession, loan: Loan, *, since: date) -> None:
    """Give back the days of a loan from `since` on; what it has used stays written."""
    session.execute(delete(ItemDay).where(ItemDay.loan_id == loan.id, ItemDay.day >= since))


def let_go(session: WriteSession, loan: Loan) -> None:
    """Give back every day of a loan that never went out."""
    session.execute(delete(ItemDay).where(ItemDay.loan_id == loan.id))
    _bind(session, loan, None)


def make_room(session: WriteSession, item: int, days: Iterable[date], *, keep: int | None, at: datetime) -> list[Loan]:
    """Free these days of an item of every promise and block but those of `keep`.

    What is in somebody's hands goes before what was promised. The victims come back, to be placed anew only after
    the days are written: placed earlier, one of them could be given the very item that it had to leave.
    """
    asked = list(days)
    rows = session.execute(select(ItemDay.day, ItemDay.loan_id).where(ItemDay.item_id == item, ItemDay.day.in_(asked)))
    held = {day: loan for day, loan in rows if loan != keep or loan is None}
    numbers = {loan for loan in held.values() if loan is not None}
    blocked = [day for day, loan in held.items() if loan is None]
    session.execute(delete(ItemDay).where(ItemDay.item_id == item, ItemDay.loan_id.is_(None), ItemDay.day.in_(blocked)))
    victims = []
    for loan in session.scalars(select(Loan).where(Loan.id.in_(numbers)).order_by(Loan.id)).all():
        if loan.back_on is not None or loan.is_over:
            # Only its turnaround is left; the item is in other hands already.
            session.execute(delete(ItemDay).where(ItemDay.loan_id == loan.id, ItemDay.day.in_(asked)))
            continue
        loan.take("displace", actor=SYSTEM, version=loan.version, at=at)
        let_go(session, loan)
        victims.append(loan)
    return victims


def place_again(session: WriteSession, victims: Iterable[Loan], *, at: datetime, today: date) -> list[Loan]:
    """Another item for each; those who get none are left for the desk, and are given back here."""
    left = []
    for loan in sorted(victims, key=lambda one: (one.start_day, one.id)):
        if loan.end_day >= today and _place(session, loan, today=today) is not None:
            loan.take(placing(loan), actor=SYSTEM, version=loan.version, at=at)
        else:
            left.append(loan)
    session.flush()
    return left


def placing(loan: Loan) -> str:
    """The step by which a loan has a device again: what nobody had called about stays a wish."""
    return "place" if loan.was_agreed else "place_asked"


def release_unfetched(session: WriteSession, *, at: datetime, today: date, terms_id: int | None = None) -> list[Loan]:
    """Whatever was not fetched while its days lasted leaves its item, and somebody must call.

    An offer that nobody answered is no such promise: it goes back into the line.
    """
    where = [Loan.terms_id == terms_id] if terms_id is not None else []
    left = []
    for loan in store.unfetched(session, today, *where):
        place = store.open_offer(session, loan)
        if place is not None:
            back_in_line(session, place, at=at)
            continue
        loan.take("run_out", actor=SYSTEM, version=loan.version, at=at)
        let_go(session, loan)
        left.append(loan)
    return left


def back_in_line(session: WriteSession, place: WaitingPlace, *, at: datetime) -> None:
    """The end of the line, and its days are free."""
    loan = place.loan
    loan.take("lapse", actor=SYSTEM, version=loan.version, at=at)
    let_go(session, loan)
    place.offered_at = place.offer_until = None
    place.joined_at = at
    session.flush()


def roll_late(session: WriteSession, *, at: datetime, today: date, terms_id: int | None = None) -> list[Loan]:
    """Carry every late item forward to today; who was promised it next gets another one, or a call."""
    where = [Loan.terms_id == terms_id] if terms_id is not None else []
    victims: list[Loan] = []
    for loan in store.late_loans(session, today, *where):
        victims += _carry(session, loan, until=today, at=at)
    return place_again(session, victims, at=at, today=today)


def _carry(session: WriteSession, loan: Loan, *, until: date, at: datetime) -> list[Loan]:
    """Write that an item is away until this day and being cleaned after it; returns whom that displaced."""
    if loan.item_id is None:
        return []
    late = days_between(loan.end_day + timedelta(days=1), until)
    after = days_between(*_turnaround(until, loan.terms))
    held = select(ItemDay.day, ItemDay.kind).where(ItemDay.loan_id == loan.id, ItemDay.day > loan.end_day)
    if dict(session.execute(held).all()) == dict.fromkeys(late, "overdue") | dict.fromkeys(after, "turnaround"):
        return []
    victims = make_room(session, loan.item_id, [*late, *after], keep=loan.id, at=at)
    session.execute(delete(ItemDay).where(ItemDay.loan_id == loan.id, ItemDay.day > loan.end_day))
    rows = _rows(loan.item_id, loan.id, loan.end_day + timedelta(days=1), until, "overdue")
    rows += _rows(loan.item_id, loan.id, *_turnaround(until, loan.terms), "turnaround")
    _insert(session, rows)
    return victims


def come_back(session: WriteSession, loan: Loan, *, day: date, at: datetime) -> list[Loan]:
    """The days of an item that came back: used until today, then being cleaned. Never refuses."""
    if loan.item_id is None:
        return []
    if day > loan.end_day:
        return place_again(session, _carry(session, loan, until=day, at=at), at=at, today=day)
    free_days(session, loan, since=day + timedelta(days=1))
    first, last = _turnaround(day, loan.terms)
    victims = make_room(session, loan.item_id, days_between(first, last), keep=loan.id, at=at)
    _insert(session, _rows(loan.item_id, loan.id, first, last, "turnaround"))
    return place_again(session, victims, at=at, today=day)


def lengthen(session: WriteSession, loan: Loan, *, end: date, at: datetime, today: date, override: bool) -> list[Loan]:
    """Keep it until `end`; raises `Refusal` where one of the days is somebody else's, unless staff override it."""
    if loan.item_id is None or end <= loan.end_day:
        raise Refusal(msgid("Please choose a day after the one on which it was to come back."), field="end")
    if end > latest_end(start=loan.start_day, today=today, max_days=loan.terms.max_days):
        raise Refusal(TOO_LONG, field="end")
    _one_at_a_time(session, loan.terms_id)
    wanted = days_between(loan.end_day + timedelta(days=1), end + timedelta(days=loan.terms.turnaround_days))
    held = store.held_by_others(session, loan, until=end)
    if held and not override:
        raise Refusal(msgid("Somebody else was promised it for one of these days."), field="end")
    victims = make_room(session, loan.item_id, wanted, keep=loan.id, at=at)
    _redraw(session, loan, end)
    return place_again(session, victims, at=at, today=today)


def cut_short(session: WriteSession, loan: Loan, *, end: date, today: date) -> None:
    """Give it back earlier; raises `Refusal` for a day that is past or no earlier."""
    if not max(today, loan.start_day) <= end < loan.end_day:
        raise Refusal(msgid("Please choose a day from today on, before the one on which it was to come back."))
    _redraw(session, loan, end)


def _redraw(session: WriteSession, loan: Loan, end: date) -> None:
    first = min(loan.end_day, end) + timedelta(days=1)
    free_days(session, loan, since=first)
    begin = max(first, loan.start_day)
    loan.end_day = end
    session.flush()
    item = loan.item_id or 0
    _insert(session, _rows(item, loan.id, begin, end, "loan") if begin <= end else [])
    _insert(session, _rows(item, loan.id, *_turnaround(end, loan.terms), "turnaround"))


def change_item(session: WriteSession, loan: Loan, item: Item, *, at: datetime, today: date) -> list[Loan]:
    """Let this loan have that item: its days move with it, by the cascade of one key."""
    if item.terms_id != loan.terms_id:
        raise Refusal(OTHER_MODEL)
    if item.id == loan.item_id:
        return []
    old, first = loan.item_id, max(today, loan.start_day)
    session.execute(delete(ItemDay).where(ItemDay.loan_id == loan.id, ItemDay.day < first))
    days = session.scalars(select(ItemDay.day).where(ItemDay.loan_id == loan.id)).all()
    victims = make_room(session, item.id, days, keep=loan.id, at=at)
    session.execute(update(Loan).where(Loan.id == loan.id).values(item_id=item.id))
    session.refresh(loan, ["item_id"])
    if loan.is_out and old is not None:
        _block(session, old, *_turnaround(today - timedelta(days=1), loan.terms))
    return place_again(session, victims, at=at, today=today)


def take_up(session: WriteSession, loan: Loan, item: Item, *, at: datetime, today: date) -> list[Loan]:
    """It went out although no device was kept for it any more: a fact, which goes before every promise."""
    if item.terms_id != loan.terms_id:
        raise Refusal(OTHER_MODEL)
    first = min(loan.start_day, today)
    days = days_between(first, loan.end_day + timedelta(days=loan.terms.turnaround_days))
    victims = make_room(session, item.id, days, keep=loan.id, at=at)
    loan.start_day, loan.item_id = first, item.id
    session.flush()
    _write(session, loan, item.id)
    return place_again(session, victims, at=at, today=today)


def begin_today(session: WriteSession, loan: Loan, *, at: datetime, today: date) -> list[Loan]:
    """Somebody fetches it before the first day that they had chosen: today until then is theirs as well."""
    if loan.item_id is None or loan.start_day <= today:
        return []
    earlier = days_between(today, loan.start_day - timedelta(days=1))
    victims = make_room(session, loan.item_id, earlier, keep=loan.id, at=at)
    loan.start_day = today
    session.flush()
    _insert(session, _rows(loan.item_id, loan.id, earlier[0], earlier[-1], "loan"))
    return place_again(session, victims, at=at, today=today)


def out_of_service(session: WriteSession, item: Item, *, at: datetime, today: date) -> list[Loan]:
    """Nothing is promised on an item that cannot be lent; who was promised it gets another or a call."""
    _one_at_a_time(session, item.terms_id)
    release_unfetched(session, at=at, today=today, terms_id=item.terms_id)
    last = today + timedelta(days=item.terms.horizon_days + item.terms.max_days + item.terms.turnaround_days)
    victims = make_room(session, item.id, days_between(today, last), keep=None, at=at)
    _block(session, item.id, today, last)
    return place_again(session, victims, at=at, today=today)


def _block(session: WriteSession, item: int, first: date, last: date) -> None:
    held = set(
        session.scalars(select(ItemDay.day).where(ItemDay.item_id == item, ItemDay.day >= first, ItemDay.day <= last))
    )
    rows = [row for row in _rows(item, None, first, last, "block") if row["day"] not in held]
    _insert(session, rows)


def back_in_service(session: WriteSession, item: Item, *, today: date) -> None:
    session.execute(delete(ItemDay).where(ItemDay.item_id == item.id, ItemDay.kind == "block", ItemDay.day >= today))
