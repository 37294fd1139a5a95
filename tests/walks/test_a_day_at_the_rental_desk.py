"""A day at the counter of a station: call, lay out, hand over, take back, clean, and settle."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.kernel.clock import LOCAL, FixedClock
from portal.kernel.reference import group
from portal.loans.model import Loan
from portal.messages.model import Message
from portal.people import enrol
from portal.people.rules import ONE_TIME_LINK_LASTS
from portal.stock.model import FaultReport, Item, ItemDay, Label, Station
from portal.web.sessions import writing
from tests.support.html import Page
from tests.support.paper import Paper
from tests.support.visitor import Visitor
from tests.walks.test_borrowing_a_device import booked

DESK = "/staff/rentals"
ALL_SEEN = {f"check-{number}": "y" for number in range(5)}


def sign_in(visitor: Visitor, app: FastAPI, *roles: str) -> None:
    """Somebody of the station, by a link that works once."""
    from portal.db.types import token_hash
    from portal.people.model import OneTimeLink

    now = app.state.clock.now()
    name = "-".join(roles)
    with writing(app.state.database) as session:
        made = enrol.add_staff(
            session, username=name, name="样例", department="样例", roles=roles, password="x" * 20, now=now
        )
        session.add(
            OneTimeLink(token_hash=token_hash(name), staff_id=made.staff.id, expires_at=now + ONE_TIME_LINK_LASTS)
        )
    visitor.forget()
    visitor.send(f"/staff/one-time/{name}")


@pytest.fixture
def reference(visitor: Visitor, app: FastAPI) -> str:
    """A wheelchair is booked, and the station has opened."""
    booked_under = booked(visitor)
    sign_in(visitor, app, "station")
    return booked_under


def step(visitor: Visitor, reference: str, noun: str, answers: dict[str, str], status: int = 303) -> Page:
    page = visitor.open(f"{DESK}/loans/{reference}")
    return visitor.fill_in(page, answers, status, form=f"{DESK}/loans/{reference}/{noun}")


def handed_over(visitor: Visitor, reference: str, item: str = "WZ0001") -> None:
    step(visitor, reference, "ledger", {"kind": "deposit_in", "yuan": "300", "means": "cash"})
    step(visitor, reference, "handover", {"item": item} | ALL_SEEN)


def reads(visitor: Visitor, path: str, *words: str) -> bool:
    """Whether a paper says all this, as a reader that looks at its letters hears it."""
    paper = Paper(visitor.client.get(path).content)
    assert paper.is_tagged
    assert [word for word in words if word.replace(" ", "") not in paper.words] == []
    return True


def printed(visitor: Visitor, reference: str, paper: str) -> str:
    """One click, with the reason that the button brings along."""
    return visitor.send(f"{DESK}/loans/{reference}/papers", answers={"paper": paper, "reason": "打印给本人"}).location


def loan_of(app: FastAPI, reference: str) -> Loan:
    with app.state.database.reader() as session:
        found: Loan = session.scalars(
            select(Loan).where(Loan.reference == reference).options(selectinload(Loan.ledger))
        ).one()
        return found


def test_a_loan_goes_its_whole_way(visitor: Visitor, app: FastAPI, clock: FixedClock, reference: str) -> None:
    day = visitor.open(f"{DESK}?station=taibai&day=2026-11-25").response.text
    assert reference[:3] in day
    assert "样例老人甲" not in day
    step(visitor, reference, "confirmation", {})
    step(visitor, reference, "preparation", {"item": "WZ0001"})
    assert "先记押金" in step(visitor, reference, "handover", {"item": "WZ0001"} | ALL_SEEN, 422).response.text
    handed_over(visitor, reference)
    assert loan_of(app, reference).state == "on_loan"
    assert reads(visitor, printed(visitor, reference, "contract"), "样例老人甲", "WZ0001", "300元")
    receipt = loan_of(app, reference).ledger[0].receipt
    assert reads(visitor, printed(visitor, reference, receipt), "收押金", "300元")

    clock.advance(ONE_TIME_LINK_LASTS)
    sign_in(visitor, app, "supervisor", "station")
    step(visitor, reference, "return", {"check-0": "y", "check-1": "y", "note": "完好"})
    step(visitor, reference, "settlement", {}, 422)
    step(visitor, reference, "ledger", {"kind": "deposit_out", "yuan": "300", "means": "cash"})
    step(visitor, reference, "settlement", {})

    assert loan_of(app, reference).state == "closed"


def test_nothing_goes_out_again_before_it_was_cleaned_and_checked(
    visitor: Visitor, app: FastAPI, clock: FixedClock, reference: str
) -> None:
    handed_over(visitor, reference)
    step(visitor, reference, "return", {})
    item = f"{DESK}/items/WZ0001"
    visitor.fill_in(visitor.open(item), form=f"{item}/steps/clean")
    clock.advance(ONE_TIME_LINK_LASTS / 1000)

    half = visitor.fill_in(visitor.open(item), {"method": "wipe", "check-0": "y"}, 422, form=f"{item}/readiness")
    assert "先记清洁消毒和安全检查" in half.response.text
    visitor.fill_in(
        visitor.open(item), {"method": "wipe"} | {f"check-{n}": "y" for n in range(3)}, form=f"{item}/readiness"
    )

    with app.state.database.reader() as session:
        assert session.scalars(select(Item).where(Item.number == "WZ0001")).one().condition == "ready"


def test_what_is_not_out_cannot_come_back_and_is_told_what_to_do(visitor: Visitor, reference: str) -> None:
    page = visitor.send(f"{DESK}/loans/{reference}/return", 422)

    assert "这件没有借出去" in page.response.text


def test_an_unknown_sticker_is_said_plainly(visitor: Visitor, reference: str) -> None:
    assert "没有这个编号" in visitor.open(f"{DESK}/find?item=ZZZZZ", 404).response.text
    wrong = step(visitor, reference, "handover", {"item": "WZ9999"} | ALL_SEEN, 422)
    assert "WZ9999" in wrong.response.text


WALK_IN = f"{DESK}/walk-in"
COMER = {"name": "样例老人丙", "birth_year": "1950", "phone": "", "days": "14", "deposit": "200", "means": "cash"}


def test_lending_on_the_spot_is_one_page(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")
    assert "没有这个编号" in visitor.open(f"{WALK_IN}?item=ZZZZ", 422).response.text
    form = COMER | ALL_SEEN
    page = visitor.open(f"{WALK_IN}?item=WZ0001")
    refused = visitor.fill_in(page, form, 422, form=f"{WALK_IN}s")  # a part of the deposit is neither paid nor waived
    assert "样例老人丙" in refused.response.text

    page = visitor.fill_in(page, form | {"waived": "低保户"}, form=f"{WALK_IN}s")

    with app.state.database.reader() as session:
        loan = session.scalars(select(Loan)).one()
        assert loan.is_out
        assert {line.kind: line.fen for line in loan.ledger} == {"deposit_in": 200_00, "waiver": 100_00}
    assert "样***丙" in visitor.follow(page).response.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"days": "0"}, "多少天"), ({"name": ""}, "姓名"), ({"check-0": ""}, "打勾"), ({"on": "2027-01-01"}, "还没到")],
)
def test_what_is_wrong_on_the_spot_is_said_and_nothing_is_kept(
    visitor: Visitor, app: FastAPI, wrong: dict[str, str], said: str
) -> None:
    sign_in(visitor, app, "station")
    form = COMER | {"deposit": "300"} | ALL_SEEN | wrong
    form = {key: value for key, value in form.items() if value}

    refused = visitor.fill_in(visitor.open(f"{WALK_IN}?item=WZ0001"), form, 422, form=f"{WALK_IN}s")

    assert said in refused.response.text
    with app.state.database.reader() as session:
        assert session.scalars(select(Loan)).all() == []


def test_what_is_seen_on_a_device_that_is_out_is_written_down_and_seen_to(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    handed_over(visitor, reference)
    item = f"{DESK}/items/WZ0001"
    visitor.fill_in(visitor.open(item), {"note": "老人打电话说丢了"}, form=f"{item}/steps/miss")
    assert "WZ0001" in visitor.open(DESK).response.text
    with app.state.database.reader() as session:
        report = session.scalars(select(FaultReport.id)).one()
    closing = f"{item}/reports/{report}/closure"
    assert "处理" in visitor.fill_in(visitor.open(item), {"word": " "}, 422, form=closing).response.text

    visitor.fill_in(visitor.open(item), {"word": "找到了，在邻居家"}, form=closing)

    assert "找到了" in visitor.open(item).response.text
    assert "老人打电话说丢了" not in visitor.open(DESK).response.text
    assert loan_of(app, reference).is_out


@pytest.mark.parametrize(("event", "condition"), [("break", "repair"), ("lack", "incomplete"), ("miss", "missing")])
def test_what_is_wrong_with_a_device_is_written_down_on_the_day_on_which_it_was(
    visitor: Visitor, app: FastAPI, reference: str, event: str, condition: str
) -> None:
    with app.state.database.reader() as session:
        number = session.get_one(Item, loan_of(app, reference).item_id).number
    item = f"{DESK}/items/{number}"
    form = f"{item}/steps/{event}"
    today = app.state.clock.today()
    shown = visitor.open(item)
    assert shown.form(form).values["on"] == [today.isoformat()]
    later = {"note": "样例：邻居说的", "on": (today + timedelta(days=1)).isoformat()}

    refused = visitor.fill_in(shown, later, 422, form=form)
    assert "还没到" in refused.response.text
    assert refused.form(form).values["on"] == [later["on"]]
    assert refused.form(form).values["note"] == [later["note"]]
    before = today - timedelta(days=3)
    visitor.fill_in(refused, {"on": before.isoformat()}, form=form)

    with app.state.database.reader() as session:
        found = session.scalars(select(Item).where(Item.number == number)).one()
        assert found.condition == condition
        assert found.events[-1].at.astimezone(LOCAL).date() == before
        assert loan_of(app, reference).item_id != found.id
        assert session.get(ItemDay, (found.id, today)) is not None


def test_a_device_goes_to_another_station_and_whoever_was_promised_it_is_told(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    with app.state.database.reader() as session:
        loan = loan_of(app, reference)
        number = session.get_one(Item, loan.item_id).number
    item = f"{DESK}/items/{number}"
    with writing(app.state.database) as session:  # no other one is left at this station
        others = select(Item).where(Item.terms_id == loan.terms_id, Item.station_id == loan.station_id)
        for other in session.scalars(others.where(Item.number != number)):
            other.condition = "retired"

    visitor.fill_in(visitor.open(item), {"station": "baianba"}, form=f"{item}/move")
    assert loan_of(app, reference).state == "needs_reallocation"
    assert "百安坝" in visitor.open(item).response.text
    visitor.fill_in(visitor.open(item), form=f"{item}/steps/arrive")

    with app.state.database.reader() as session:
        told = session.scalars(select(Message.body).order_by(Message.id)).all()
        assert "正在" in told[-1]
        assert session.scalars(select(Item.condition).where(Item.number == number)).one() == "awaiting_check"


def test_where_there_is_no_blank_sticker_none_is_printed_and_the_page_says_so(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")
    page = visitor.follow(visitor.open(f"{DESK}/labels.pdf", 303))
    assert "没有空白贴纸" in page.response.text

    visitor.fill_in(page, form=f"{DESK}/labels")

    with app.state.database.reader() as session:
        codes = session.scalars(select(Label.code)).all()
    assert reads(visitor, f"{DESK}/labels.pdf", *codes)
    assert "没有空白贴纸" not in visitor.open(f"{DESK}/labels").response.text


def test_a_sticker_is_bound_at_its_first_scan_and_speaks_to_holder_and_stranger(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    visitor.fill_in(visitor.open(f"{DESK}/labels"), form=f"{DESK}/labels")
    with app.state.database.reader() as session:
        code = session.scalars(select(Label.code)).first()
    scanned = visitor.open(f"/sticker/{code}", 303)  # by the camera of a phone on which the counter is signed in
    found = visitor.follow(scanned)
    assert found.h1 == visitor.open(f"{DESK}/find?item=http://portal.test/Q/{code}").h1 == "一张新标签"
    visitor.fill_in(found, {"item": "WZ0001"}, form=f"{DESK}/labels/{code}/binding")
    handed_over(visitor, reference, str(code))
    assert visitor.open(visitor.open(f"/sticker/{code}", 303).location, 303).location == f"{DESK}/items/WZ0001"

    visitor.forget()
    stranger = visitor.open(f"/sticker/{code}")
    assert "捡到" in stranger.response.text
    assert "门口有斜坡" in stranger.text  # where it may be brought
    assert reference not in stranger.response.text
    visitor.send("/track", answers={"reference": reference, "proof": "0002"})
    assert reference in visitor.open(f"/sticker/{code}").response.text
    visitor.fill_in(
        visitor.open(f"/sticker/{code}"), {"kind": "fault", "words": "刹车松了"}, form=f"/sticker/{code}/report"
    )
    visitor.open(f"/sticker/{code}/thanks")

    with app.state.database.reader() as session:
        assert session.scalars(select(FaultReport)).one().loan_id == loan_of(app, reference).id


def test_whoever_finds_a_device_whose_sticker_nobody_bound_is_told_whom_to_call(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")
    visitor.fill_in(visitor.open(f"{DESK}/labels"), form=f"{DESK}/labels")
    with app.state.database.reader() as session:
        code = session.scalars(select(Label.code)).first()
    sign_in(visitor, app, "editor")

    for _ in ("an editor, who has no counter", "a stranger"):
        blank = visitor.open(f"/sticker/{code}")
        assert "还没有登记" in blank.h1
        assert "023-0000 0102" in blank.text
        visitor.send(f"/sticker/{code}/report", 404, answers={"kind": "found"})
        visitor.forget()
    visitor.open("/sticker/ZZZZZ", 404)


def test_the_day_before_and_after_are_one_click_away_and_stay_at_the_station(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")
    page = visitor.open(f"{DESK}?station=taibai&day=2026-11-25")

    after = visitor.open(page.link("后一天"))
    assert "2026年11月26日" in after.h1
    assert "今天没有" not in after.text
    assert after.link("百安坝") == f"{DESK}?station=baianba&day=2026-11-26"
    assert after.link("前一天") == f"{DESK}?station=taibai&day=2026-11-25"
    for end in ("0001-01-01", "9999-12-31"):
        visitor.open(f"{DESK}?day={end}")


def test_items_are_narrowed_by_station_and_condition_together(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")
    page = visitor.open(visitor.open(f"{DESK}/items?condition=ready").link("百安坝"))

    assert page.link("正在清洁") == f"{DESK}/items?station=baianba&condition=cleaning"
    numbers = [said for said in page.links if said.startswith("WZ")]
    with app.state.database.reader() as session:
        found = select(Item.number).join(Station).where(Station.slug == "baianba", Item.condition == "ready")
        assert numbers == sorted(session.scalars(found))


def test_figures_and_items_are_there_for_the_supervisor_and_not_for_a_visitor(visitor: Visitor, app: FastAPI) -> None:
    for path in ("", "/items", "/figures", "/figures.xlsx", "/labels", "/walk-in"):
        visitor.open(f"{DESK}{path}", 404)
    sign_in(visitor, app, "supervisor")

    assert "太白辅具租借点" in visitor.open(f"{DESK}/figures").response.text
    assert "WZ0001" in visitor.open(f"{DESK}/items?condition=ready").response.text
    assert visitor.client.get(f"{DESK}/figures.xlsx").content[:2] == b"PK"


def test_the_shared_list_shows_no_loan_to_a_desk_that_may_not_open_it(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    sign_in(visitor, app, "case_worker")

    assert group(reference) not in visitor.open("/staff/requests").response.text
    visitor.open(f"{DESK}/loans/{reference}", 404)
    sign_in(visitor, app, "case_worker", "station")
    assert group(reference) in visitor.open("/staff/requests").response.text
