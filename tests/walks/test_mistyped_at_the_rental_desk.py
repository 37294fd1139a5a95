"""What the counter mistypes, does twice or scans too early: each has its answer, and what was seen is kept."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.loans.model import Loan
from portal.stock.model import FaultReport, Item, Label
from portal.web.sessions import writing
from tests.support.portal import NOW
from tests.support.visitor import Visitor
from tests.walks.test_a_day_at_the_rental_desk import (
    ALL_SEEN,
    COMER,
    DESK,
    WALK_IN,
    handed_over,
    loan_of,
    sign_in,
    step,
)
from tests.walks.test_borrowing_a_device import booked

FIELDS = 60
GOOD = COMER | {"deposit": "300"} | ALL_SEEN
ITEM = f"{DESK}/items/WZ0001"


@pytest.fixture
def reference(visitor: Visitor, app: FastAPI) -> str:
    """A wheelchair is with somebody."""
    booked_under = booked(visitor)
    sign_in(visitor, app, "station", "supervisor")
    handed_over(visitor, booked_under)
    return booked_under


@pytest.mark.parametrize("typed", ["9999-12-31", f"\0\ud800{'９' * 31}"], ids=["the last of all days", "no letters"])
def test_no_field_of_the_counter_ends_in_a_mistake_of_ours(
    visitor: Visitor, app: FastAPI, reference: str, typed: str
) -> None:
    """Each field of each form in turn holds what no counter means."""
    with writing(app.state.database) as session:
        item = session.scalars(select(Item).where(Item.number == "WZ0001")).one()
        session.add(Label(code="ABCDE", made_at=NOW))
        session.add(FaultReport(item_id=item.id, kind="found", words="样例", phone="15400000009", at=NOW))
        session.scalars(select(Item).where(Item.number == "WZ0003")).one().condition = "cleaning"
    pages = (
        f"loans/{reference}",
        "items/WZ0001",
        "items/WZ0003",
        "items/WZ0004",
        "walk-in?item=WZ0004",
        "find?item=ABCDE",
    )
    forms = [form for path in pages for form in visitor.open(f"{DESK}/{path}").forms if form.method == "post"]
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}

    found = {
        (form.action, name): visitor.client.post(
            form.action, content=urlencode(form.values | {name: [typed]}, True, errors="surrogatepass"), headers=headers
        ).status_code
        for form in forms
        for name in sorted(form.names)
    }

    assert len(found) > FIELDS
    assert {at: status for at, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("day", ["9999-12-31", "2028-01-03"])
def test_nobody_keeps_a_device_longer_than_it_may_be_lent(
    visitor: Visitor, app: FastAPI, reference: str, day: str
) -> None:
    for why in ("", "老人还要用"):
        assert "借这么久" in step(visitor, reference, "extension", {"end": day, "why": why}, 422).response.text

    assert loan_of(app, reference).end_day.year == 2026


@pytest.mark.parametrize("day", ["0001-01-01", "2020-11-25"])
def test_a_day_of_years_ago_is_asked_for_again(visitor: Visitor, app: FastAPI, day: str) -> None:
    sign_in(visitor, app, "station")

    refused = visitor.fill_in(visitor.open(f"{WALK_IN}?item=WZ0001"), GOOD | {"on": day}, 422, form=f"{WALK_IN}s")

    assert "一年以前" in refused.response.text
    assert refused.form(f"{WALK_IN}s").values["on"] == [day]
    broken = {"note": "踏板断了", "on": day}
    again = visitor.fill_in(visitor.open(ITEM), broken, 422, form=f"{ITEM}/steps/break")
    assert "一年以前" in again.response.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "样" * 51}, "50"),
        ({"birth_year": "9999"}, "1948"),
        ({"phone": "没有电话"}, "11"),
        ({"phone": "1540000"}, "11"),
    ],
)
def test_who_comes_by_is_written_down_as_carefully_as_in_a_booking(
    visitor: Visitor, app: FastAPI, wrong: dict[str, str], said: str
) -> None:
    sign_in(visitor, app, "station")

    refused = visitor.fill_in(visitor.open(f"{WALK_IN}?item=WZ0001"), GOOD | wrong, 422, form=f"{WALK_IN}s")

    assert said in refused.text
    name, value = next(iter(wrong.items()))
    assert refused.form(f"{WALK_IN}s").values[name] == [value]
    with app.state.database.reader() as session:
        assert session.scalars(select(Loan)).all() == []


def test_the_same_year_of_birth_in_other_words_is_the_same_person(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")
    for item, year in (("WZ0001", "1950"), ("WZ0002", "一九五〇年")):
        answers = GOOD | {"birth_year": year}
        visitor.fill_in(visitor.open(f"{WALK_IN}?item={item}"), answers, form=f"{WALK_IN}s")

    with app.state.database.reader() as session:
        assert len(set(session.scalars(select(Loan.person)))) == 1


def test_a_device_that_somebody_has_is_not_lent_on_the_spot_and_who_has_it_is_one_click_away(
    visitor: Visitor, app: FastAPI
) -> None:
    sign_in(visitor, app, "station")
    form = visitor.open(f"{WALK_IN}?item=WZ0001")
    visitor.fill_in(form, GOOD, form=f"{WALK_IN}s")

    again = visitor.fill_in(form, GOOD, 422, form=f"{WALK_IN}s")  # a second click, or back and once more
    opened = visitor.open(f"{WALK_IN}?item=WZ0001", 422)

    for page in (again, opened):
        assert "在别人手里" in page.text
        assert page.link("看这次租借").startswith(f"{DESK}/loans/")


def test_a_number_typed_in_full_width_finds_its_device(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")

    assert visitor.open(f"{DESK}/find?item=ｗｚ０００１", 303).location == ITEM
    assert "WZ0001" in visitor.open(f"{WALK_IN}?item=ＷＺ０００１").h1


def test_a_sticker_for_a_device_that_nobody_knows_is_not_bound_and_says_so(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, "station")
    visitor.fill_in(visitor.open(f"{DESK}/labels"), form=f"{DESK}/labels")
    with app.state.database.reader() as session:
        code = session.scalars(select(Label.code)).first()
    binding = f"{DESK}/labels/{code}/binding"

    refused = visitor.fill_in(visitor.open(f"{DESK}/find?item={code}"), {"item": "WZ9999"}, 422, form=binding)

    assert "没有这个编号" in refused.text
    assert refused.form(binding).values["item"] == ["WZ9999"]


def test_what_was_ticked_before_it_is_ready_stays_ticked(visitor: Visitor, reference: str) -> None:
    step(visitor, reference, "return", {})
    visitor.fill_in(visitor.open(ITEM), form=f"{ITEM}/steps/clean")
    typed = {"method": "wipe", "agent": "含氯消毒液", "check-0": "y"}

    refused = visitor.fill_in(visitor.open(ITEM), typed, 422, form=f"{ITEM}/readiness")

    kept = refused.form(f"{ITEM}/readiness").values
    assert {name: kept.get(name) for name in typed} == {name: [value] for name, value in typed.items()}


def test_what_was_seen_is_written_down_whatever_the_book_said(visitor: Visitor, app: FastAPI) -> None:
    """Also from a page that somebody opened before a colleague wrote something else."""
    sign_in(visitor, app, "station")
    for number, condition in (("WZ0001", "ready"), ("WZ0002", "repair"), ("WZ0003", "missing"), ("WZ0004", "retired")):
        for event in ("lack", "break", "miss"):
            with writing(app.state.database) as session:
                item = session.scalars(select(Item).where(Item.number == number)).one()
                item.condition, item.version = condition, item.version + 7
            answers = {"note": f"{event}靠背裂了", "version": "1"}

            visitor.send(f"{DESK}/items/{number}/steps/{event}", answers=answers)

            assert answers["note"] in visitor.open(f"{DESK}/items/{number}").response.text


def test_a_phone_that_is_none_is_kept_among_the_words_of_who_found_it(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        item = session.scalars(select(Item).where(Item.number == "WZ0001")).one()
        session.add(Label(code="ABCDE", item_id=item.id, made_at=app.state.clock.now()))
    sent = {"kind": "found", "words": "在公园", "phone": "找王大爷"}

    visitor.fill_in(visitor.open("/sticker/ABCDE"), sent, form="/report")
    visitor.fill_in(visitor.open("/sticker/ABCDE"), sent | {"phone": "１５４ ００００ ０００９"}, form="/report")

    with app.state.database.reader() as session:
        found = [(one.words, one.phone) for one in session.scalars(select(FaultReport).order_by(FaultReport.id))]
    assert found == [("在公园 找王大爷", None), ("在公园", "15400000009")]


def test_that_it_is_lost_is_written_down_from_an_old_page_too(visitor: Visitor, app: FastAPI, reference: str) -> None:
    old = visitor.open(f"{DESK}/loans/{reference}")
    later = (loan_of(app, reference).end_day + timedelta(days=7)).isoformat()
    step(visitor, reference, "extension", {"end": later})

    visitor.fill_in(old, {"why": "家里人说丢了"}, form="/loss")

    assert loan_of(app, reference).state == "lost"
    with app.state.database.reader() as session:
        assert session.scalars(select(FaultReport)).all() == []
