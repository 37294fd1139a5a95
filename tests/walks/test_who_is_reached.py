"""Codes on walls are made, re-pointed and withdrawn by staff; the dashboard shows where nobody comes from."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.offline import links
from portal.offline.model import ScanCount
from portal.publishing.model import Publication
from portal.web.sessions import writing
from tests.support.desk import one_time_links, sign_in
from tests.support.html import Page
from tests.support.paper import Paper
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from fastapi import FastAPI


TOWN = "500101001"
CODES = "/staff/codes"


@pytest.fixture
def desk(visitor: Visitor, app: "FastAPI") -> Visitor:
    sign_in(visitor, one_time_links(app)["bianji"])
    return visitor


def made(desk: Visitor, path: str = "/courses") -> Page:
    answers = {"path": path, "town": TOWN, "place": "样例社区公告栏"}
    return desk.follow(desk.fill_in(desk.open(CODES), answers, form=CODES))


def code_on(page: Page) -> str:
    return page.h1[-5:]


def test_a_code_on_a_wall_is_pointed_elsewhere_and_then_withdrawn(desk: Visitor) -> None:
    page = made(desk)
    code = code_on(page)
    assert desk.open(f"/Q/{code}", 302).location == "/courses"

    page = desk.follow(desk.fill_in(page, {"path": f"http://portal.test/week/{TOWN}"}, form=f"{CODES}/{code}/target"))
    assert desk.open(f"/Q/{code}", 302).location == f"/week/{TOWN}"

    desk.fill_in(page, form=f"{CODES}/{code}/withdrawal")
    assert desk.open(f"/Q/{code}").h1 == "这张纸过期了"


def test_its_label_can_be_read_by_a_phone(desk: Visitor) -> None:
    code = code_on(made(desk))

    paper = Paper(desk.client.get(f"{CODES}/{code}/label.pdf").content)

    assert paper.codes == [f"HTTP://PORTAL.TEST/Q/{code}"]
    assert paper.says("样例社区公告栏")
    assert paper.pages == 1


def test_a_code_leads_to_where_another_leads_and_not_through_it(desk: Visitor) -> None:
    """It would take a third hop, and a code that leads to itself would go round in a ring."""
    first = code_on(made(desk, "/courses/baduanjin"))

    second = code_on(made(desk, f"http://portal.test/Q/{first}"))

    assert desk.open(f"/Q/{second}", 302).location == "/courses/baduanjin"
    answers = {"path": f"/q/{second.lower()}", "version": "1"}
    desk.send(f"{CODES}/{second}/target", answers=answers)
    assert desk.open(f"/Q/{second}", 302).location == "/courses/baduanjin"


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.test/courses",
        "//elsewhere.test",
        "/never-was",
        "/staff",
        "courses",
        "/courses/never-was",
        "/week/1",
        "/service-points/1",
        "/Q/ZZZZZ",
        "/week/1/2026-12-01",
        "/service-points/1/card.pdf",
    ],
)
def test_a_code_never_leads_out_of_the_portal_nor_to_nothing(desk: Visitor, path: str) -> None:
    answers = {"path": path, "town": TOWN, "place": "样例社区公告栏"}

    page = desk.fill_in(desk.open(CODES), answers, 422, form=CODES)

    assert any("没有这个页面" in error for error in page.errors)


def test_two_who_change_a_code_at_once_do_not_overwrite_each_other(desk: Visitor) -> None:
    code = code_on(made(desk))
    desk.send(f"{CODES}/{code}/target", 303, {"path": "/tours", "version": "1"})

    desk.send(f"{CODES}/{code}/target", 409, {"path": "/sports", "version": "1"})


def test_the_dashboard_names_the_towns_from_which_nobody_came(desk: Visitor) -> None:
    assert "52个街镇" in desk.open("/staff/measures").text
    code = code_on(made(desk))
    desk.open(f"/Q/{code}", 302)

    page = desk.open("/staff/measures")

    assert "51个街镇" in page.text
    assert "样例社区公告栏" in page.text


def test_the_dashboard_looks_back_a_year_and_at_one_town(desk: Visitor, app: "FastAPI") -> None:
    code = code_on(made(desk))
    desk.open(f"/Q/{code}", 302)
    page = desk.open("/staff/measures")
    link = next(link for link in page.links.values() if f"town={TOWN}" in link)
    assert "高笋塘街道" in desk.open(link).text
    assert "看全部街镇" not in page.text

    with writing(app.state.database) as session:
        count = session.scalars(select(ScanCount)).one()
        count.day -= timedelta(days=400)

    assert "52个街镇" in desk.open("/staff/measures").text


def test_a_code_that_hangs_nowhere_is_named_by_what_it_leads_to(desk: Visitor, app: "FastAPI") -> None:
    with app.state.database.reader() as session:
        codes = [links.code_of(session, path, channel="week") for path in (f"/week/{TOWN}",)]
        codes += [session.scalar(select(Publication.code).where(Publication.slug == "baduanjin"))]
    for code in codes:
        desk.open(f"/Q/{code}", 302)

    page = desk.open("/staff/measures")

    assert "八段锦（入门）" in page.text
    assert f"/week/{TOWN}" not in page.text


def test_a_tour_is_not_called_by_the_title_of_a_course_of_the_same_name(desk: Visitor, app: "FastAPI") -> None:
    with writing(app.state.database) as session:
        tour = session.scalars(select(Publication).where(Publication.kind == "tour").limit(1)).one()
        session.scalars(select(Publication).where(Publication.slug == "baduanjin")).one().slug = tour.slug
        code, title = tour.code, tour.text("zh").title
    desk.open(f"/Q/{code}", 302)

    page = desk.open("/staff/measures")

    assert title in page.text
    assert "八段锦（入门）" not in page.text


def test_the_desks_are_not_there_for_a_visitor(visitor: Visitor) -> None:
    visitor.open(CODES, 404)
    visitor.open("/staff/measures", 404)
