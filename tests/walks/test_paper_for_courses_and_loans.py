"""Without a phone or a screen: a course and a device on paper, from the blank sheet to the receipt, and once only."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal import forgetting
from portal.drafting.model import Draft, Photo
from portal.enrolments.model import Enrolment, Intake
from portal.loans.model import Loan
from portal.people.model import AuditEntry
from portal.privacy import retention
from portal.publishing.model import Publication, PublicationText
from portal.web.sessions import writing
from tests.support.desk import one_time_links, sign_in
from tests.support.enrolling import an_intake
from tests.support.html import Page
from tests.support.paper import Paper
from tests.support.people import Typed
from tests.support.pictures import a_picture
from tests.support.portal import NOW
from tests.support.visitor import Visitor

SENIOR: dict[str, Typed] = {
    "for-whom": {"who": "myself"},
    "senior": {"name": "样例老人甲", "birth_year": "1950", "phone": "154 0000 0001"},
}
WHEELCHAIR: dict[str, Typed] = SENIOR | {
    "device": {"device": "manual-wheelchair"},
    "fit": {"weight": "65", "door": "80"},
    "station": {"station": "taibai", "how": "fetch"},
    "length": {"length": "7"},
    "day": {"other": "2026-11-25"},
    "contact": {"how": "call_senior", "best_time": "any"},
    "consents": {"loan_agreed": "y", "weight_agreed": "y"},
}
DESK = "/staff/counter/paper-forms"
A_WEEK = timedelta(days=8)


@pytest.fixture
def number(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        return an_intake(session, now=NOW, places={"online": 2, "counter": 1}).id


@pytest.fixture
def desk(visitor: Visitor, app: FastAPI) -> Visitor:
    sign_in(visitor, one_time_links(app)["bianji"])
    return visitor


def printed(visitor: Visitor, path: str) -> str:
    return visitor.send(path).location.rsplit("/", 1)[1]


def pdf(visitor: Visitor, serial: str) -> Paper:
    return Paper(visitor.client.get(f"/paper-forms/{serial}.pdf").content)


def keyed_in(desk: Visitor, serial: str, apply: str, answers: dict[str, Typed]) -> Page:
    looked = desk.fill_in(desk.open("/staff/counter"), {"serial": serial}, form=DESK)
    page = desk.fill_in(desk.follow(looked), form=f"{DESK}/{serial}/keying")
    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        page = desk.fill_in(desk.follow(page), answers[slug], form=f"{apply}/{slug}")
    return desk.follow(desk.send(f"{apply}/submission"))


def is_refused(desk: Visitor, serial: str) -> bool:
    """The same sheet once more: the page says so, and so does the door behind it."""
    again = desk.open(f"{DESK}/{serial}")
    desk.send(f"{DESK}/{serial}/keying", 409, {"version": "2"})
    return "不能录两次" in again.text


def line(desk: Visitor, serial: str, number: int, status: int = 303, **typed: str) -> Page:
    answers = {"number": str(number), "name": "样例老人甲", "birth_year": "1950", "phone": "154 0000 0001"} | typed
    return desk.fill_in(desk.open(f"{DESK}/{serial}"), answers, status, form=f"{DESK}/{serial}/lines")


def test_somebody_joins_a_course_on_paper_alone(desk: Visitor, number: int, app: FastAPI) -> None:
    course = desk.open("/courses/tai-chi-24")
    offer = desk.open(course.link("用纸报名"))
    serial = desk.fill_in(offer, form=f"/sign-up/{number}/paper").location.rsplit("/", 1)[1]
    paper = pdf(desk, serial)
    assert paper.codes == [f"HTTP://PORTAL.TEST/F/{serial}"]
    assert all(paper.says(words) for words in ("24式太极拳", serial, "老人姓名", "12345", "银行卡号"))

    receipt = keyed_in(desk, serial, f"/sign-up/{number}", SENIOR)

    assert receipt.h1 == "有名额了"
    slip = desk.open(receipt.link("打印"))
    assert "回执码" in slip.text
    assert is_refused(desk, serial)
    assert "收到了" in desk.open(f"/F/{serial}").text
    with app.state.database.reader() as session:
        made = session.scalars(select(Enrolment)).one()
        assert (made.channel, session.get_one(Intake, number).quota("counter").taken) == ("counter", 1)


def test_somebody_borrows_a_wheelchair_on_paper_alone(desk: Visitor, app: FastAPI) -> None:
    serial = printed(desk, "/paper-forms/loans")
    paper = pdf(desk, serial)
    assert paper.codes == [f"HTTP://PORTAL.TEST/F/{serial}"]
    assert all(paper.says(words) for words in ("手动轮椅", "家里最窄的门", "太白辅具租借点", serial))

    receipt = keyed_in(desk, serial, "/borrow/apply", WHEELCHAIR)

    slip = Paper(desk.client.get(receipt.link("打印回执")).content)
    with app.state.database.reader() as session:
        loan = session.scalars(select(Loan)).one()
        assert (loan.channel, str(loan.start_day)) == ("paper", "2026-11-25")
        assert slip.says(loan.reference)
    assert is_refused(desk, serial)


def test_a_sheet_of_lines_is_keyed_in_line_by_line_and_each_line_once(desk: Visitor, number: int, app: FastAPI) -> None:
    serial = printed(desk, f"/sign-up/{number}/lines")
    paper = pdf(desk, serial)
    assert (paper.pages, paper.codes) == (1, [f"HTTP://PORTAL.TEST/F/{serial}"])
    assert all(paper.says(str(one)) for one in (*range(1, 21), "出生年份"))

    line(desk, serial, 1)
    line(desk, serial, 3, name="样例老人乙")
    again = line(desk, serial, 3, 422, name="样例老人丙")
    twice = line(desk, serial, 4, 422)

    assert any("已经录过" in error for error in again.errors)
    assert any("已经报过名" in error for error in twice.errors)
    page = desk.open(f"{DESK}/{serial}")
    assert "录了2行" in page.text
    assert "您排在第1位，一共1家在排" in page.text
    assert "样例老人乙" not in page.text
    assert page.form(f"{DESK}/{serial}/lines").filled({})["number"] == ["2"]
    with app.state.database.reader() as session:
        assert [one.entered_by for one in session.scalars(select(Enrolment))] == ["bianji"] * 2
        written = session.scalars(select(AuditEntry.action)).all()
        assert list(written).count("counter.line_keyed_in") == 2
    measured = desk.open("/staff/measures").text
    assert re.search(r"老年课堂\s*0\s*0\s*0\s*2", measured)
    assert "印了1张表，收回1张" in measured


def test_a_line_that_cannot_be_is_said_at_its_box(desk: Visitor, number: int) -> None:
    serial = printed(desk, f"/sign-up/{number}/lines")

    assert any("1到20" in error for error in line(desk, serial, 21, 422).errors)
    assert any("姓名" in error for error in line(desk, serial, 1, 422, name="").errors)
    assert line(desk, serial, 1, 422, birth_year="2020").errors
    desk.send(f"{DESK}/{serial}/keying", 404, {"version": "1"})
    whole = printed(desk, f"/sign-up/{number}/paper")
    desk.send(f"{DESK}/{whole}/lines", 404, {"number": "1"})


def test_who_does_not_fit_the_rules_is_not_lost_with_the_line(desk: Visitor, number: int) -> None:
    serial = printed(desk, f"/sign-up/{number}/lines")

    too_young = line(desk, serial, 2, 422, birth_year="1999")

    assert "第2行：年纪小了" in too_young.text
    assert "第2行：年纪小了" in desk.open(f"{DESK}/{serial}").text
    line(desk, serial, 2, birth_year="1959")
    assert "年纪小了" not in desk.open(f"{DESK}/{serial}").text


def test_what_a_line_has_no_room_for_is_asked_later(desk: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        tour = next(one for one in session.scalars(select(Intake)) if one.rules.companion_from and one.rules.health)
        number = an_intake(session, now=NOW, slug=tour.publication.slug, places={"counter": 2}).id
    serial = printed(desk, f"/sign-up/{number}/lines")

    line(desk, serial, 1, birth_year="1945")

    sheet = desk.open(f"{DESK}/{serial}")
    assert "还没问：谁陪着来，身体情况" in sheet.text
    assert "还没问：谁陪着来，身体情况" in desk.open(f"/staff/enrolments/{number}").text
    work = desk.open(sheet.link("补上第1行的回答"))
    asked = f"{work.path.partition('#')[0]}/answers"
    half = desk.follow(desk.fill_in(work, {"companion": "样例女儿乙 15400000002"}, form=asked))
    assert "还没问：身体情况" in half.text
    whole = desk.follow(desk.fill_in(half, {"health_note": "没有", "health": "y"}, form=asked))
    assert "还没问" not in whole.text
    with app.state.database.reader() as session:
        person = session.scalars(select(Enrolment)).one().first
        assert (person.answers["companion"], person.health, person.consent) == (
            "样例女儿乙 15400000002",
            "没有",
            "paper_due",
        )


def test_a_sheet_stays_used_when_what_was_typed_of_it_is_forgotten(desk: Visitor, number: int, app: FastAPI) -> None:
    serial = printed(desk, f"/sign-up/{number}/paper")
    keyed_in(desk, serial, f"/sign-up/{number}", SENIOR)

    retention.run(
        app.state.database,
        forgetting.rules(app.state.database, app.state.my_things, app.state.storage.papers),
        now=NOW + A_WEEK,
    )

    with app.state.database.reader() as session:
        assert session.scalars(select(Draft)).all() == []
    assert is_refused(desk, serial)


def test_a_draft_that_took_over_a_number_is_not_taken_for_the_sheets(desk: Visitor, app: FastAPI) -> None:
    serial = printed(desk, "/paper-forms/loans")
    desk.send(f"{DESK}/{serial}/keying", answers={"version": "1"})
    with writing(app.state.database) as session:
        session.scalars(select(Draft)).one().created_at = NOW + A_WEEK

    assert "接着录" not in desk.open(f"{DESK}/{serial}").text


def test_the_scan_of_a_sheet_stays_with_it(desk: Visitor, number: int, app: FastAPI) -> None:
    serial = printed(desk, f"/sign-up/{number}/paper")
    address = f"{DESK}/{serial}"
    scan = {"photos": ("sheet.png", a_picture(), "image/png")}
    nothing = desk.fill_in(desk.open(address), status=422, form=f"{address}/scans")
    wrong = {"photos": ("sheet.png", b"no picture", "image/png")}
    assert nothing.errors
    assert desk.fill_in(desk.open(address), status=422, form=f"{address}/scans", files=wrong).errors

    desk.fill_in(desk.open(address), form=f"{address}/scans", files=scan)
    keyed_in(desk, serial, f"/sign-up/{number}", SENIOR)

    asked = desk.send(f"{address}/looks", answers={"file": "1", "reason": "核对写的电话"})
    shown = desk.client.get(asked.location)
    assert shown.headers["content-type"] == "image/jpeg"
    with app.state.database.reader() as session:
        assert session.scalars(select(Photo.draft_id)).all() == session.scalars(select(Draft.id)).all()
    desk.forget()
    assert desk.client.get(shown.request.url.path).status_code == 404


def test_the_counter_reads_out_where_somebody_stands_in_line(desk: Visitor, number: int) -> None:
    serial = printed(desk, f"/sign-up/{number}/lines")
    for at, name in enumerate(("样例老人甲", "样例老人乙", "样例老人丙"), start=1):
        line(desk, serial, at, name=name, phone=f"154 0000 000{at}")
    third = re.findall(r"\d{3} \d{3} \d{4}", desk.open(f"{DESK}/{serial}").text)[-1]

    for typed in (third, "154 0000 0003"):
        found = desk.fill_in(desk.open("/staff/counter"), {"number": typed}, 200, form="/staff/counter/search")
        assert "找到1条" in found.text
        assert "您排在第2位，一共2家在排" in found.text
        assert "样例老人丙" not in found.text


def test_the_counter_reads_out_where_somebody_waits_for_a_device(desk: Visitor) -> None:
    for number, name in enumerate(("样例老人甲", "样例老人乙"), start=1):
        senior = {**WHEELCHAIR["senior"], "name": name, "phone": f"154 0000 000{number}"}
        answers = WHEELCHAIR | {"day": {"day": "wait"}, "senior": senior}
        keyed_in(desk, printed(desk, "/paper-forms/loans"), "/borrow/apply", answers)

    found = desk.fill_in(desk.open("/staff/counter"), {"number": "154 0000 0002"}, 200, form="/staff/counter/search")

    assert "手动轮椅：您排在第2位" in found.text


def test_a_team_has_a_form_but_no_lines(visitor: Visitor, app: FastAPI) -> None:
    with app.state.database.reader() as session:
        team = next(one.id for one in session.scalars(select(Intake)) if one.rules.is_team)

    page = visitor.open(f"/sign-up/{team}/paper")

    assert "登记表" not in page.text
    visitor.send(f"/sign-up/{team}/lines", 404)


@pytest.mark.once
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_paper_of_everything_one_can_sign_up_for_asks_what_its_pages_ask(
    visitor: Visitor, app: FastAPI, language: str
) -> None:
    visitor.choose(lang=language)
    with app.state.database.reader() as session:
        rows = session.scalars(select(Intake).order_by(Intake.id)).all()
        kinds = {(one.publication.kind, one.rules.is_team, one.rules.health): one.id for one in rows}

    for (_, is_team, asks_health), intake in kinds.items():
        paper = pdf(visitor, printed(visitor, f"/sign-up/{intake}/paper"))
        assert paper.pages <= 2
        assert len(paper.codes) == 1
        assert paper.is_tagged
        assert paper.says("身体" if language == "zh" else "about health") == asks_health
        assert paper.says("领队" if language == "zh" else "captain") == is_team


@pytest.mark.once
def test_a_text_too_long_for_a_poster_is_named_with_a_shorter_one(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        text = session.scalars(
            select(PublicationText)
            .join(Publication)
            .where(Publication.slug == "baduanjin", PublicationText.language == "zh")
        ).one()
        text.summary = "这句话一共有十二个字呢。" * 90

    page = visitor.open("/posters/course/baduanjin/a4.pdf", 422)

    assert "简介" in page.text
    assert re.search(r"多了\d+个字", page.text)
    assert "这句话一共有十二个字呢。" in page.text
