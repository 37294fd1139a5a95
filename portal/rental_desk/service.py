"""What happens at the counter: each step with its loan, its item and its days in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portal.db.sessions import ReadSession, WriteSession
from portal.kernel.calendar import Workdays
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.loans import service, store, waiting
from portal.loans.days import SHUT
from portal.loans.model import Handover, Loan
from portal.stock.model import FaultReport, Item, ItemRecord, Station, words_of
from portal.stock.rules import BOOKABLE, MOVES, OUT_OF_SERVICE, READY, REPORTED

# Further back is a slip of the finger: nobody keys in a list of two years ago.
LONGEST_AGO = timedelta(days=366)
OVER = msgid("The day to give it back is past. Please make it a new loan.")


@dataclass(frozen=True)
class At:
    """Who stands at the counter, and when."""

    actor: str
    roles: frozenset[str]
    now: datetime
    today: date
    workdays: Workdays

    def on(self, day: date | None) -> "At":
        """The same counter on an earlier day, for what is keyed in from paper; what came first stays first."""
        if day is None or day == self.today:
            return self
        if day > self.today:
            raise Refusal(msgid("That day is still to come. Please type the day on which it happened."), field="on")
        if self.today - day > LONGEST_AGO:
            raise Refusal(msgid("That day is more than a year ago. Please look at the day again."), field="on")
        return replace(self, now=self.now - (self.today - day), today=day)


def step(session: WriteSession, loan: Loan, event: str, desk: At, *, version: int, note: Sequence[str] = ()) -> None:
    """A step that needs no more than its word: confirm, reject, no_show, withdraw, place, settle."""
    if event == "settle" and loan.deposit_held:
        raise Refusal(msgid("First give back or keep back the deposit; the ledger still holds some of it."))
    if event in {"reject", "no_show"} and not note:
        raise Refusal(msgid("Please write why."))
    if event == "place":
        if loan.end_day < desk.today:
            raise Refusal(OVER)
        service.promise(session, loan, at=desk.now, today=desk.today)
        event = service.placing(loan)
    loan.take(event, actor=desk.actor, version=version, at=desk.now, note=note, roles=desk.roles)
    if event in {"reject", "no_show", "withdraw"}:
        ended(session, loan, desk)
    if event == "confirm":
        waiting.leave(session, loan, at=desk.now)
        _offer(session, loan, desk)


def ended(session: WriteSession, loan: Loan, desk: At) -> None:
    """A promise ended before the device went out: its days are free, and the next in the line is asked."""
    service.let_go(session, loan)
    waiting.leave(session, loan, at=desk.now)
    _offer(session, loan, desk)


def _offer(session: WriteSession, loan: Loan, desk: At) -> None:
    waiting.offer(session, loan.terms, loan.station, at=desk.now, today=desk.today, workdays=desk.workdays)


def prepare(session: WriteSession, loan: Loan, item: Item, desk: At, *, version: int) -> list[Loan]:
    """Lay out this item for a loan; raises `Refusal` where it is not fit to go out."""
    may_go_out(session, item)
    victims = service.change_item(session, loan, item, at=desk.now, today=desk.today)
    loan.take("prepare", actor=desk.actor, version=version, at=desk.now, roles=desk.roles)
    return victims


def may_go_out(session: ReadSession, item: Item) -> None:
    if store.running(session, item.id) is not None:
        raise Refusal(msgid("Somebody has this item now. Take it back first, or take another one."))
    if item.condition != READY:
        raise Refusal(msgid("This item is not ready. Write down its cleaning and its check first, or take another."))
    if not item.is_fit:
        raise Refusal(msgid("First write down the cleaning and the safety check, both after its last return."))


def hand_over(
    session: WriteSession, loan: Loan, item: Item, desk: At, *, version: int, checklist: Mapping[str, bool], note: str
) -> list[Loan]:
    """It goes out: everything on the checklist was seen, the deposit is in the ledger or waived."""
    may_go_out(session, item)
    if not all(checklist.values()):
        raise Refusal(msgid("Please look at everything on the list and tick it, before it goes out."))
    if loan.end_day < desk.today:
        raise Refusal(OVER)
    if loan.deposit_fen > loan.total("deposit_in") + loan.total("waiver"):
        raise Refusal(msgid("First write down the deposit, or why it is waived."))
    if loan.holds:
        victims = service.change_item(session, loan, item, at=desk.now, today=desk.today)
        victims += service.begin_today(session, loan, at=desk.now, today=desk.today)
    else:
        victims = service.take_up(session, loan, item, at=desk.now, today=desk.today)
    loan.take("hand_over", actor=desk.actor, version=version, at=desk.now, roles=desk.roles)
    waiting.leave(session, loan, at=desk.now)
    loan.out_on = desk.today
    loan.handovers.append(_handover("out", item, desk, checklist, note))
    session.flush()  # the key that lets one person hold an item speaks now
    return victims


def take_back(session: WriteSession, loan: Loan, desk: At, *, checklist: Mapping[str, bool], note: str) -> list[Loan]:
    """It came back. What is seen is written down, whatever the book said; only a loan that is not out has nothing."""
    if not loan.is_out or loan.item is None:
        raise Refusal(msgid("This one is not out. If a device lies before you, scan its sticker."))
    _went_out_before(loan, desk)
    item = loan.item
    loan.take("take_back", actor=desk.actor, version=loan.version, at=desk.now, roles=desk.roles)
    loan.back_on = desk.today
    loan.handovers.append(_handover("in", item, desk, checklist, note))
    item.take("take_back", actor=desk.actor, version=item.version, at=desk.now, note="")
    session.flush()
    victims = service.come_back(session, loan, day=desk.today, at=desk.now)
    _offer(session, loan, desk)
    return victims


def _went_out_before(loan: Loan, desk: At) -> None:
    if loan.out_on is not None and desk.today < loan.out_on:
        raise Refusal(msgid("It went out after that day. Please look at the day again."), field="on")


def _handover(kind: str, item: Item, desk: At, checklist: Mapping[str, bool], note: str) -> Handover:
    return Handover(kind=kind, item_id=item.id, at=desk.now, by=desk.actor, checklist=dict(checklist), note=note)


def swap(session: WriteSession, loan: Loan, item: Item, desk: At, *, version: int, why: str) -> list[Loan]:
    """Another item of the same kind; what comes back is looked at and cleaned like any other."""
    may_go_out(session, item)
    old = loan.item
    victims = service.change_item(session, loan, item, at=desk.now, today=desk.today)
    loan.take("swap", actor=desk.actor, version=version, at=desk.now, note=[why] if why else [], roles=desk.roles)
    if loan.is_out and old is not None and old.id != item.id:
        old.take("take_back", actor=desk.actor, version=old.version, at=desk.now, note=why)
        loan.handovers.append(_handover("in", old, desk, {}, why))
        loan.handovers.append(_handover("out", item, desk, {}, why))
    return victims


def extend(session: WriteSession, loan: Loan, end: date, desk: At, *, version: int, why: str) -> list[Loan]:
    """Longer; over somebody's promise only with a reason, and that person is found another one or is called."""
    _is_open(loan.station, end)
    victims = service.lengthen(session, loan, end=end, at=desk.now, today=desk.today, override=bool(why))
    loan.take("extend", actor=desk.actor, version=version, at=desk.now, note=[why] if why else [], roles=desk.roles)
    return victims


def shorten(session: WriteSession, loan: Loan, end: date, desk: At, *, version: int) -> None:
    _is_open(loan.station, end)
    service.cut_short(session, loan, end=end, today=desk.today)
    loan.take("shorten", actor=desk.actor, version=version, at=desk.now, roles=desk.roles)
    _offer(session, loan, desk)


def _is_open(place: Station, end: date) -> None:
    if not place.is_open(end):
        raise Refusal(SHUT, field="end")


def lose(session: WriteSession, loan: Loan, desk: At, *, why: str) -> list[Loan]:
    """A fact like its return: true from an old page as well."""
    _goes(loan, desk, "lose", version=loan.version, why=why)
    return _gone(session, loan, desk, "miss", why)


def transfer(session: WriteSession, loan: Loan, desk: At, *, version: int, why: str) -> list[Loan]:
    _goes(loan, desk, "transfer", version=version, why=why)
    return _gone(session, loan, desk, "retire", why)


def _goes(loan: Loan, desk: At, event: str, *, version: int, why: str) -> None:
    if not why.strip():
        raise Refusal(msgid("Please write why."))
    _went_out_before(loan, desk)
    loan.take(event, actor=desk.actor, version=version, at=desk.now, note=[why], roles=desk.roles)
    loan.back_on = desk.today


def _gone(session: WriteSession, loan: Loan, desk: At, fate: str, why: str) -> list[Loan]:
    service.free_days(session, loan, since=desk.today + timedelta(days=1))
    if loan.item is None:
        return []
    item = loan.item
    item.take(fate, actor=desk.actor, version=item.version, at=desk.now, note=why, roles=desk.roles)
    session.flush()
    return service.out_of_service(session, item, at=desk.now, today=desk.today)


def item_step(session: WriteSession, item: Item, event: str, desk: At, *, version: int, note: str) -> list[Loan]:
    """A step of the item's own life; promises leave an item that cannot keep them."""
    loan = store.running(session, item.id)
    is_seen = event in REPORTED
    if is_seen and (loan is not None or item.condition not in MOVES[event].sources):
        number = loan.id if loan else None
        session.add(FaultReport(item_id=item.id, loan_id=number, kind=event, words=note, at=desk.now))
        return []
    if loan is not None:
        raise Refusal(msgid("Somebody has this item now. Take it back first, or take another one."))
    before = item.condition
    # What somebody saw is true from an old page as well.
    version = item.version if is_seen else version
    item.take(event, actor=desk.actor, version=version, at=desk.now, note=note, roles=desk.roles)
    session.flush()
    if item.condition in OUT_OF_SERVICE and before in BOOKABLE:
        return service.out_of_service(session, item, at=desk.now, today=desk.today)
    if item.condition in BOOKABLE and before in OUT_OF_SERVICE:
        service.back_in_service(session, item, today=desk.today)
        waiting.offer(session, item.terms, item.station, at=desk.now, today=desk.today, workdays=desk.workdays)
    return []


def send(session: WriteSession, item: Item, target: Station, desk: At, *, version: int) -> list[Loan]:
    """On the way to another station, which owns it from now on; promises made here go to what stays here."""
    if target.id == item.station_id:
        raise Refusal(msgid("It stands at this station already. Please choose another one."))
    route = f"{words_of(item.station.name, 'zh')} → {words_of(target.name, 'zh')}"
    left = item_step(session, item, "send", desk, version=version, note=route)
    item.station_id = target.id
    session.flush()
    session.refresh(item, ["station"])
    return left


def close(report: FaultReport, desk: At, *, word: str) -> None:
    """Seen to, with a word on how; it stays readable at its item."""
    if not word.strip():
        raise Refusal(msgid("Please write what was done."), field="word")
    if report.closed_at is None:
        report.closed_at, report.closed_by, report.outcome = desk.now, desk.actor, word.strip()


def record(item: Item, kind: str, desk: At, *, method: str, agent: str, checked: Sequence[str], passed: bool) -> None:
    """A cleaning or a safety check, as somebody did it."""
    item.records.append(
        ItemRecord(
            kind=kind, method=method, agent=agent, checked=list(checked), passed=passed, by=desk.actor, at=desk.now
        )
    )
