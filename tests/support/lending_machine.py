"""A counter that does what it likes, and the fourteen things that stay true of its shelf whatever it does."""

from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from portal.db.engine import Database
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal
from portal.loans import days as days_of
from portal.loans import service, store, waiting
from portal.loans.model import Loan, SubsidyAccount, WaitingPlace
from portal.loans.rules import (
    AHEAD,
    CONFIRMED,
    HOLDING,
    LEFT_OVER,
    LIFE,
    ON_LOAN,
    RETURNED,
    WAITLISTED,
    Stretch,
    latest_end,
)
from portal.loans.rules import READY as FETCHABLE
from portal.rental_desk import money
from portal.rental_desk import service as counter
from portal.rental_desk.rules import SubsidyRule
from portal.stock.model import Item, ItemDay
from portal.stock.rules import BOOKABLE, MOVES, OUT_OF_SERVICE, READY, REPORTED
from tests.support.lending import DEPOSIT, Shelf, filled

NUMBERS = st.integers(0, 30)
RULE = SubsidyRule("test", {"zh": "样例"}, 5000, 20_00, date(2026, 1, 1), date(2030, 12, 31), True, "样例")
PEOPLE = ("a", "b", "c")
DATABASES: list[Database] = []


class Counter(RuleBasedStateMachine):
    """Three wheelchairs, three people, and a counter that does what it likes."""

    shelf: Shelf

    @initialize(items=st.integers(1, 3), turnaround=st.integers(0, 2))
    def open(self, items: int, turnaround: int) -> None:
        self.session = DATABASES[0].writer()
        self.shelf = filled(self.session, items=items, turnaround=turnaround)
        self.made = 0
        # Two neighbours to begin with, so that every walk soon meets what is worth meeting.
        for start, person in ((0, "a"), (4, "b")):
            self.book(start=start, days=3, person=person)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.rollback()
            self.session.close()

    def loans(self, *states: str) -> list[Loan]:
        found = self.session.scalars(select(Loan).where(Loan.terms_id == self.shelf.terms.id).order_by(Loan.id)).all()
        return [loan for loan in found if loan.state in states or not states]

    def one(self, which: int, *states: str) -> Loan | None:
        found = self.loans(*states)
        return found[which % len(found)] if found else None

    def picture(self, asked: Stretch) -> store.Picture:
        return store.picture(self.session, self.shelf.terms, self.shelf.station, asked, today=self.shelf.today)

    def calendar(self, length: int) -> set[int]:
        """The first days that the page of the device would show as free."""
        shelf = self.shelf
        found = days_of.calendar(self.session, shelf.terms, shelf.station, today=shelf.today, length=length)
        return {one.start.toordinal() for one in found if one.can}

    @rule(start=st.integers(0, 9), days=st.integers(1, 6), person=st.sampled_from(PEOPLE))
    def book(self, start: int, days: int, person: str) -> None:
        loan = self.shelf.wish(start, days, person)
        self.made += 1
        wanted = Stretch.of(loan.start_day, loan.end_day, self.shelf.terms.turnaround_days)
        shown = wanted.first in self.calendar(days)
        assert shown == self.picture(wanted).can(wanted), "the calendar and a typed day say different things"
        try:
            service.promise(self.session, loan, at=self.shelf.now, today=self.shelf.today)
        except Refusal:
            assert not shown, "the calendar showed days that booking refused"
            try:
                waiting.join(self.session, loan, at=self.shelf.now)
            except Refusal:
                counter.step(self.session, loan, "reject", self.shelf.desk, version=loan.version, note=["twice"])
            return
        assert shown, "booking took days that the calendar did not show"

    @rule(which=NUMBERS, event=st.sampled_from(["confirm", "reject", "no_show", "withdraw", "place"]))
    def word(self, which: int, event: str) -> None:
        loan = self.one(which, *LIFE.steps[event].sources)
        if loan is None:
            return
        try:
            with self.session.begin_nested():
                counter.step(self.session, loan, event, self.shelf.desk, version=loan.version, note=["why"])
        except Refusal:
            assert event == "place", event

    @rule(which=NUMBERS, with_item=NUMBERS)
    def hand_over(self, which: int, with_item: int) -> None:
        self.goes_out(which, with_item, self.shelf.desk)

    @rule(which=NUMBERS, with_item=NUMBERS, days=st.integers(1, 3))
    def hand_over_as_the_list_says(self, which: int, with_item: int, days: int) -> None:
        """Keyed in afterwards, maybe after the clock had given its days to others."""
        self.goes_out(which, with_item, self.shelf.desk.on(self.shelf.today - timedelta(days=days)))

    def goes_out(self, which: int, with_item: int, desk: counter.At) -> None:
        loan, item = self.one(which, *AHEAD, *LEFT_OVER), self.shelf.items[with_item % len(self.shelf.items)]
        if loan is None or loan.end_day < desk.today or item.condition != READY:
            return
        if store.running(self.session, item.id) is not None:
            return
        if loan.deposit_fen > loan.total("deposit_in"):
            money.add(self.session, loan, "deposit_in", DEPOSIT, desk)
        counter.hand_over(self.session, loan, item, desk, version=loan.version, checklist={"brakes": True}, note="")
        service.roll_late(self.session, at=self.shelf.now, today=self.shelf.today)

    @rule(which=NUMBERS)
    def take_back(self, which: int) -> None:
        loan = self.one(which, ON_LOAN)
        if loan is None:
            return
        self.shelf.a_minute_later()
        counter.take_back(self.session, loan, self.shelf.desk, checklist={}, note="")

    @rule(which=NUMBERS, clean=st.booleans(), check=st.booleans())
    def make_ready(self, which: int, *, clean: bool, check: bool) -> None:
        item = self.shelf.items[which % len(self.shelf.items)]
        if item.condition not in {"awaiting_check", "cleaning"} or store.running(self.session, item.id):
            return
        self.shelf.a_minute_later()
        if item.condition == "awaiting_check":
            counter.item_step(self.session, item, "clean", self.shelf.desk, version=item.version, note="")
        for kind, done in (("hygiene", clean), ("safety", check)):
            if done:
                counter.record(item, kind, self.shelf.desk, method="wipe", agent="", checked=[], passed=True)
        try:
            with self.session.begin_nested():
                counter.item_step(self.session, item, "ready", self.shelf.desk, version=item.version, note="")
        except Refusal:
            assert not item.is_fit

    @rule(which=NUMBERS, event=st.sampled_from(["break", "lack", "set_apart", "mend", "miss", "find", "clean"]))
    def item_step(self, which: int, event: str) -> None:
        item = self.shelf.items[which % len(self.shelf.items)]
        try:
            with self.session.begin_nested():
                counter.item_step(self.session, item, event, self.shelf.desk, version=item.version, note="seen")
        except Refusal:
            assert event not in REPORTED

    @rule(which=NUMBERS, days=st.integers(1, 4), override=st.booleans())
    def extend(self, which: int, days: int, *, override: bool) -> None:
        loan = self.one(which, *HOLDING)
        if loan is None:
            return
        end = loan.end_day + timedelta(days=days)
        if end > latest_end(start=loan.start_day, today=self.shelf.today, max_days=self.shelf.terms.max_days):
            return
        extra = service.days_between(
            loan.end_day + timedelta(days=1), end + timedelta(days=self.shelf.terms.turnaround_days)
        )
        others = (ItemDay.item_id == loan.item_id, ItemDay.day.in_(extra), ItemDay.loan_id.is_distinct_from(loan.id))
        is_taken = self.session.scalar(select(func.count()).where(*others)) != 0
        try:
            counter.extend(
                self.session, loan, end, self.shelf.desk, version=loan.version, why="ill" if override else ""
            )
        except Refusal:
            assert is_taken
            assert not override
        else:
            assert override or not is_taken, "somebody's day was taken without a word"

    @rule(which=NUMBERS, days=st.integers(1, 4))
    def shorten(self, which: int, days: int) -> None:
        loan = self.one(which, *HOLDING)
        if loan is None:
            return
        end = loan.end_day - timedelta(days=days)
        if max(self.shelf.today, loan.start_day) <= end:
            counter.shorten(self.session, loan, end, self.shelf.desk, version=loan.version)

    @rule(which=NUMBERS, with_item=NUMBERS)
    def swap(self, which: int, with_item: int) -> None:
        loan, item = self.one(which, *HOLDING), self.shelf.items[with_item % len(self.shelf.items)]
        if loan is None or item.condition != READY or store.running(self.session, item.id) is not None:
            return
        self.shelf.a_minute_later()
        counter.swap(self.session, loan, item, self.shelf.desk, version=loan.version, why="does not fit")

    @rule(which=NUMBERS, is_lost=st.booleans())
    @precondition(lambda self: hasattr(self, "session") and len(self.loans(ON_LOAN)) > 1)
    def gone(self, which: int, *, is_lost: bool) -> None:
        loan = self.one(which, ON_LOAN)
        if loan is not None and is_lost:
            counter.lose(self.session, loan, self.shelf.desk, why="seen")
        elif loan is not None:
            counter.transfer(self.session, loan, self.shelf.desk, version=loan.version, why="seen")

    @rule(which=NUMBERS, keep=st.integers(0, 400_00))
    def settle(self, which: int, keep: int) -> None:
        loan = self.one(which, RETURNED)
        if loan is None:
            return
        try:
            with self.session.begin_nested():
                if keep:
                    money.add(self.session, loan, "deduct", keep, self.shelf.desk, reason="broken")
        except Refusal:
            assert keep > loan.deposit_held
        if loan.deposit_held and keep % 2:
            money.add(self.session, loan, "deposit_out", loan.deposit_held, self.shelf.desk)
        try:
            with self.session.begin_nested():
                counter.step(self.session, loan, "settle", self.shelf.desk, version=loan.version)
        except Refusal:
            assert loan.deposit_held > 0

    @rule(which=NUMBERS, fen=st.sampled_from((3, 30_00, 60_00)), back=st.booleans())
    def subsidise(self, which: int, fen: int, *, back: bool) -> None:
        loan = self.one(which, ON_LOAN, RETURNED)
        if loan is None:
            return
        money.add(self.session, loan, "rent", fen, self.shelf.desk)
        try:
            with self.session.begin_nested():
                if back:
                    money.take_back(self.session, loan, self.shelf.desk, reason="mistake")
                else:
                    money.grant(self.session, loan, RULE, self.shelf.desk)
        except Refusal:
            pass

    @rule(which=NUMBERS, line=NUMBERS)
    def take_a_line_back(self, which: int, line: int) -> None:
        loan = self.one(which)
        found = money.mendable(loan) if loan else []
        if loan is None or not found:
            return
        try:
            with self.session.begin_nested():
                money.reverse(self.session, loan, found[line % len(found)].receipt, self.shelf.desk, reason="mistake")
        except Refusal:
            pass

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.shelf.tomorrow(days)
        service.roll_late(self.session, at=self.shelf.now, today=self.shelf.today)
        waiting.lapse(self.session, at=self.shelf.now, today=self.shelf.today)

    @rule()
    def night(self) -> None:
        """The round may come late, so days pass without it as well."""
        service.release_unfetched(self.session, at=self.shelf.now, today=self.shelf.today)

    @rule(which=NUMBERS, days=st.integers(0, 3))
    def take_back_as_the_list_says(self, which: int, days: int) -> None:
        """Keyed in afterwards, with the day on which it happened; a physical fact is never refused."""
        loan = self.one(which, ON_LOAN)
        if loan is None or loan.out_on is None:
            return
        self.shelf.a_minute_later()
        day = max(loan.out_on, self.shelf.today - timedelta(days=days))
        counter.take_back(self.session, loan, self.shelf.desk.on(day), checklist={}, note="")
        assert loan.back_on == day

    @rule(which=NUMBERS)
    def send_away_and_back(self, which: int) -> None:
        item = self.shelf.items[which % len(self.shelf.items)]
        if item.condition not in MOVES["send"].sources or store.running(self.session, item.id) is not None:
            return
        counter.item_step(self.session, item, "send", self.shelf.desk, version=item.version, note="")
        check_everything(self)
        counter.item_step(self.session, item, "arrive", self.shelf.desk, version=item.version, note="")

    @invariant()
    def all_holds(self) -> None:
        if not hasattr(self, "made"):
            return
        self.session.flush()
        self.session.expire_all()
        check_everything(self)


def check_everything(machine: Counter) -> None:
    session, shelf = machine.session, machine.shelf
    loans = {loan.id: loan for loan in machine.loans()}
    items = {item.id: item for item in shelf.items}
    rows = session.execute(
        select(ItemDay.item_id, ItemDay.day, ItemDay.kind, ItemDay.loan_id).where(ItemDay.item_id.in_(items))
    ).all()
    days: dict[int, set[date]] = {}
    for item, day, kind, owner in rows:
        if owner is not None:
            days.setdefault(owner, set()).add(day)
        if day > shelf.today:  # 3: no day leaks
            assert kind == "block" or may_hold(loans[owner or 0], day), ("3", day, kind)
        if kind == "block" and day >= shelf.today:
            continue
        assert items[item].condition not in OUT_OF_SERVICE or day <= shelf.today or kind == "turnaround", "5"
    for loan in loans.values():
        assert loan.holds == (loan.state in HOLDING)
        if not loan.holds:
            continue
        until = max(loan.end_day, shelf.today if loan.is_out else loan.end_day)  # 1: the late days are theirs too
        turnaround = until + timedelta(days=shelf.terms.turnaround_days)
        first = max(loan.start_day, shelf.today)
        owed = set(service.days_between(first, turnaround))
        assert owed <= days.get(loan.id, set()), "2: a promise has all its days"
        assert items[loan.item_id or 0].condition not in OUT_OF_SERVICE or loan.is_out, "5: promised on a broken one"
    out = [loan.item_id for loan in loans.values() if loan.is_out]
    assert len(out) == len(set(out)), "4: one holder"
    assert len(loans) == machine.made, "6: nothing vanishes"
    for loan in loans.values():
        last = loan.events[-1]
        assert not loan.is_over or last.actor != service.SYSTEM, "6: a clock ended a promise"
        if loan.state in {CONFIRMED, FETCHABLE}:
            assert any(event.event == "confirm" for event in loan.events), "6: promised, and nobody has called"
        if loan.state == "closed":
            assert loan.total("deposit_in") == loan.total("deposit_out") + loan.total("deduct"), "12"
        assert loan.deposit_held >= 0, "12"
    check_shelf(machine)


def may_hold(loan: Loan, day: date) -> bool:
    if loan.holds:
        return True
    turnaround = timedelta(days=loan.terms.turnaround_days)
    return loan.back_on is not None and loan.state in {RETURNED, "closed"} and day <= loan.back_on + turnaround


def check_shelf(machine: Counter) -> None:
    session, shelf = machine.session, machine.shelf
    asked = Stretch.of(shelf.today, shelf.today + timedelta(days=14))
    picture = machine.picture(asked)
    found = session.scalars(select(Item.id).where(Item.terms_id == shelf.terms.id, Item.condition.in_(BOOKABLE)))
    bookable = set(found)
    taken = session.execute(
        select(ItemDay.day, func.count()).where(ItemDay.item_id.in_(bookable)).group_by(ItemDay.day)
    )
    counted = {day.toordinal(): len(bookable) - count for day, count in taken}
    for day in asked.days():
        assert picture.free(day) == counted.get(day, len(bookable)) >= 0, "10: items less their days"
    for item in shelf.items:
        if item.condition == READY and item.returned_at is not None:
            for kind in ("hygiene", "safety"):
                assert any(one.kind == kind and one.at > item.returned_at for one in item.records), "11"
    spent: dict[tuple[str, int], int] = {}
    for loan in machine.loans():
        for line in money.granted(loan):
            key = loan.person, line.at.astimezone(LOCAL).year
            spent[key] = spent.get(key, 0) + line.fen
        assert loan.total("subsidy") - loan.total("subsidy_back") <= loan.total("rent") // 2, "13: the rate"
    assert all(fen <= RULE.cap_fen for fen in spent.values()), "13: the cap"
    accounts = session.scalars(select(SubsidyAccount).where(SubsidyAccount.programme == RULE.programme))
    assert {(one.person, one.year): one.used_fen for one in accounts if one.used_fen} == spent, "13: the account"
    queue = session.scalars(
        select(WaitingPlace).where(WaitingPlace.terms_id == shelf.terms.id, WaitingPlace.closed_at.is_(None))
    ).all()
    assert sum(place.offered_at is not None for place in queue) <= 1, "14"
    for place in queue:
        assert place.offered_at is not None or place.loan.state == WAITLISTED, "14"


def look(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Counter,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # shrinking a walk of many steps takes minutes; the steps are printed whole
            print_blob=False,
            report_multiple_bugs=False,  # one is enough: without this, the rest of the walks follow the first find
            suppress_health_check=list(HealthCheck),
        ),
    )
