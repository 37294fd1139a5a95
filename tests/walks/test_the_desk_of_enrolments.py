"""Staff enter callers, move places, tick off who is there, draw, and take tables away."""

import csv
import io
import subprocess
import sys
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.enrolments import draw
from portal.enrolments.model import Enrolment, Intake, Presence, RefusalCount
from portal.kernel.clock import FixedClock
from portal.messages.model import Message
from portal.people.model import AuditEntry
from portal.privacy.model import Unmasking
from portal.web.sessions import writing
from tests.support.desk import one_time_links, sign_in
from tests.support.enrolling import an_intake, signed_up
from tests.support.house import ROOT
from tests.support.paper import Paper
from tests.support.portal import NOW
from tests.support.visitor import Visitor

A_TOUR = "henghe-forest-stay"
CALLER = {"channel": "phone", "name": "样例老人甲", "birth_year": "1950", "phone": "154 0000 0001"}


@pytest.fixture
def number(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        return an_intake(session, now=NOW, places={"online": 1, "phone": 1, "counter": 1}).id


@pytest.fixture
def desk(visitor: Visitor, app: FastAPI) -> Visitor:
    sign_in(visitor, one_time_links(app)["bianji"])
    return visitor


def entered(desk: Visitor, number: int, **others: str) -> str:
    page = desk.open(f"/staff/enrolments/{number}/entry")
    return desk.fill_in(page, CALLER | others, form=f"/staff/enrolments/{number}/entry").location.rsplit("/", 1)[1]


def test_a_caller_is_entered_on_one_page_and_gets_a_slip(desk: Visitor, number: int, app: FastAPI) -> None:
    page = desk.open(f"/staff/enrolments/{number}/entry")
    desk.fill_in(page, CALLER | {"birth_year": "1999"}, 422, form=f"/staff/enrolments/{number}/entry")
    reference = entered(desk, number)

    slip = desk.open(f"/staff/enrolments/slips/{reference}")

    assert slip.h1 == "有名额了"
    with app.state.database.reader() as session:
        made = session.scalars(select(Enrolment)).one()
        assert (made.channel, made.entered_by) == ("phone", "bianji")


def test_the_list_is_masked_and_the_full_table_is_written_down(desk: Visitor, number: int, app: FastAPI) -> None:
    entered(desk, number)
    address = f"/staff/enrolments/{number}"

    page = desk.open(address)
    assert "样***甲" in page.html
    assert "样例老人甲" not in page.html
    assert desk.client.get(f"{address}/list.xlsx").status_code == 200
    desk.send(f"{address}/full-list", 422, answers={"why": ""})
    desk.send(f"{address}/full-list", 200, answers={"why": "老师要打电话"})

    with app.state.database.reader() as session:
        lines = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "privacy.unmasked")).all()
    assert len(lines) == 1
    assert "老师要打电话" in lines[0]


def test_places_are_moved_but_never_away_from_under_somebody(desk: Visitor, number: int) -> None:
    reference = entered(desk, number)
    second = entered(desk, number, name="样例老人乙")
    address = f"/staff/enrolments/{number}/places"
    desk.send(address, 422, answers={"online": "3", "phone": "0", "counter": "0"})

    desk.send(address, answers={"online": "0", "phone": "2", "counter": "1"})

    work = desk.open(f"/staff/enrolments/work/{second}")
    assert "名额给您留到" in work.html
    desk.fill_in(work, form=f"/staff/enrolments/work/{second}/acceptance")
    work = desk.open(f"/staff/enrolments/work/{reference}")
    desk.fill_in(work, form=f"/staff/enrolments/work/{reference}/cancellation")
    assert "已取消" in desk.open(f"/staff/enrolments/work/{reference}").html


def test_somebody_is_moved_to_another_class(desk: Visitor, number: int, app: FastAPI) -> None:
    reference = entered(desk, number)
    with writing(app.state.database) as session:
        other = an_intake(session, now=NOW, slug="baduanjin").id
    work = desk.open(f"/staff/enrolments/work/{reference}")

    desk.fill_in(work, {"target": str(other)}, form=f"/staff/enrolments/work/{reference}/move")

    assert "八段锦" in desk.open(f"/staff/enrolments/work/{reference}").html
    with app.state.database.reader() as session:
        assert session.get_one(Intake, number).holding == 0
        assert session.get_one(Intake, other).holding == 1


def test_who_is_there_is_ticked_once_however_often_it_is_sent(
    desk: Visitor, number: int, app: FastAPI, clock: FixedClock
) -> None:
    reference = entered(desk, number)
    days = desk.open(f"/staff/enrolments/{number}/days")
    day = next(link for link in days.html.split('"') if f"/staff/enrolments/{number}/days/" in link)
    with app.state.database.reader() as session:
        person = session.scalars(select(Enrolment)).one().people[0].id
    for _ in range(2):
        desk.send(f"{day}/ticks", answers={"here": str(person), "late": "1"})
    desk.send(f"{day}/ticks", answers={"here": ["999999", "x"]})
    desk.send(f"{day}/undoing", answers={"person": str(person)})
    assert "到了0人，一共1人" in desk.open(day).html
    desk.send(f"{day}/undoing", answers={"person": str(person)})
    desk.send(f"{day}/ticks", answers={"here": str(person)})

    assert "到了1人，一共1人" in desk.open(day).html
    assert "出勤率100%" in desk.open(f"/staff/enrolments/{number}/days").html
    with app.state.database.reader() as session:
        assert len(session.scalars(select(Presence)).all()) == 1
    assert desk.follow(desk.open(f"/E/{reference}", 302)).h1 == "不是今天"
    desk.send(f"/staff/enrolments/scan/{reference}", 409)
    clock.at = clock.at.fromisoformat(day.rsplit("/", 1)[1] + "T01:00:00+00:00")
    sign_in(desk, _link(app))
    desk.send(f"{day}/undoing", answers={"person": str(person)})
    scan = desk.follow(desk.open(f"/E/{reference}", 302))
    assert scan.h1 == "签到"
    desk.fill_in(scan, form=f"/staff/enrolments/scan/{reference}")
    assert desk.open(f"/staff/enrolments/scan/{reference}").h1 == "到了"


def test_a_name_is_found_on_the_day_and_read_in_full_with_a_reason(desk: Visitor, number: int, app: FastAPI) -> None:
    entered(desk, number)
    entered(desk, number, channel="counter", name="样例阿依·丁", phone="154 0000 0004")
    days = desk.open(f"/staff/enrolments/{number}/days")
    day = next(link for link in days.html.split('"') if f"/staff/enrolments/{number}/days/" in link)
    sheet = desk.open(day)
    assert "样例阿依·丁" not in sheet.html

    for typed in ("阿依•丁", "０００４"):
        found = desk.fill_in(sheet, {"who": typed}, 200, form=f"{day}/search")
        assert "样****丁" in found.html
        assert "样***甲" not in found.html
    assert "没有这个人" in desk.fill_in(sheet, {"who": "张三"}, 200, form=f"{day}/search").html
    desk.fill_in(sheet, {"why": ""}, 422, form=f"{day}/unmasking")
    desk.fill_in(sheet, {"why": "点名"}, form=f"{day}/unmasking")

    assert "样例阿依·丁" in desk.open(day).html
    with app.state.database.reader() as session:
        subjects = set(session.scalars(select(Unmasking.subject)))
        assert subjects == {f"intake:{number}", *(f"enrolment:{one.id}" for one in session.scalars(select(Enrolment)))}


def test_the_day_is_on_paper_too(desk: Visitor, number: int, app: FastAPI) -> None:
    reference = entered(desk, number)
    days = desk.open(f"/staff/enrolments/{number}/days")
    day = next(link for link in days.html.split('"') if f"/staff/enrolments/{number}/days/" in link)
    desk.open(f"{day}/tickets.pdf", 303)
    masked = Paper(desk.client.get(f"{day}/sheet.pdf").content)
    assert masked.says("样***甲")
    slip = Paper(desk.client.get(f"/staff/enrolments/slips/{reference}/slip.pdf").content)
    assert (slip.pages, slip.says("样例老人甲"), slip.says("农历")) == (1, True, True)
    assert [code for code in slip.codes if code.endswith(f"/E/{reference}")]

    with writing(app.state.database) as session:
        session.get_one(Intake, number).quota("phone").places = 60
        for _ in range(30):
            signed_up(session, app.state.database, session.get_one(Intake, number), at=NOW, channel="phone")
    desk.fill_in(desk.open(day), {"why": "打签到表"}, form=f"{day}/unmasking")
    sheet = Paper(desk.client.get(f"{day}/sheet.pdf").content)
    tickets = Paper(desk.client.get(f"{day}/tickets.pdf").content)

    assert sheet.says("样例老人甲")
    assert sheet.pages > 1
    assert (tickets.pages, tickets.says(reference)) == (4, True)


@pytest.mark.parametrize("paper", ["sheet", "tickets"])
def test_no_paper_is_made_for_a_day_on_which_it_is_not(desk: Visitor, number: int, paper: str) -> None:
    entered(desk, number)

    desk.open(f"/staff/enrolments/{number}/days/2026-12-16/{paper}.pdf", 404)


def test_the_counter_asks_what_online_asks(desk: Visitor, app: FastAPI) -> None:
    """Age, family, who comes along, health and the courses of a term: the same rules for every way in."""
    with writing(app.state.database) as session:
        tour = an_intake(session, now=NOW, slug=A_TOUR, places={"phone": 1})
        tour.conditions = {"age_from": 60, "consent_from": 75, "companion_from": 75, "health": True}
        number = tour.id
    address = f"/staff/enrolments/{number}/entry"
    page = desk.open(address)
    given = CALLER | {"birth_year": "一九四五年"}
    for asked, answer in (("companion", "样例女儿 15400000002"), ("family_consent", "online"), ("health", "y")):
        page = desk.fill_in(page, given, 422, form=address)
        assert f'id="{asked}-error"' in page.html
        given |= {asked: answer}
    desk.fill_in(page, given | {"health_note": "血压高"}, form=address)

    with app.state.database.reader() as session:
        made = session.scalars(select(Enrolment)).one()
        assert (made.first.health, made.first.consent) == ("血压高", "online")
        assert made.first.answers["companion"] == "样例女儿 15400000002"
        assert session.scalars(select(RefusalCount.age)).all() == ["80+"] * 3


def test_the_form_of_the_family_is_brought_later(desk: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW, slug="baduanjin", places={"phone": 1}).id
    reference = entered(desk, number, birth_year="1940", family_consent="paper_due")
    work = desk.open(f"/staff/enrolments/work/{reference}")

    desk.fill_in(work, form=f"/staff/enrolments/work/{reference}/family-form")

    assert "家人同意。" in desk.open(f"/staff/enrolments/work/{reference}").html


def test_the_counter_keeps_what_was_typed_when_it_cannot_be(desk: Visitor, number: int, app: FastAPI) -> None:
    entered(desk, number)
    address = f"/staff/enrolments/{number}/entry"
    again = desk.fill_in(desk.open(address), CALLER, 422, form=address)
    assert "样例老人甲" in again.html
    with writing(app.state.database) as session:
        session.get_one(Intake, number).begins_at = NOW
    desk.fill_in(again, {"name": "样例老人乙"}, 422, form=address)

    with app.state.database.reader() as session:
        assert set(session.scalars(select(RefusalCount.reason))) == {"already", "closed"}


def test_whoever_is_signed_up_already_is_read_out_where_they_stand(desk: Visitor, number: int) -> None:
    senior = {"name": "样例老人甲", "birth_year": "1950"}
    desk.fill_in(desk.open(f"/staff/enrolments/{number}/entry"), senior, form=f"/staff/enrolments/{number}/entry")

    again = desk.fill_in(
        desk.open(f"/staff/enrolments/{number}/entry"), senior, 422, form=f"/staff/enrolments/{number}/entry"
    )

    assert "“有名额了。您的编号是" in again.text
    assert "1950" in desk.open(again.link("去看名额")).text


def test_nobody_takes_more_courses_than_the_term_allows_at_the_counter(
    desk: Visitor, number: int, app: FastAPI
) -> None:
    with writing(app.state.database) as session:
        for slug in ("tai-chi-24", "baduanjin"):
            intake = an_intake(session, now=NOW, slug=slug, places={"phone": 1})
            intake.conditions, intake.term = intake.conditions | {"term_limit": 1}, "2026"
            other = intake.id
    entered(desk, number)

    page = desk.open(f"/staff/enrolments/{other}/entry")
    page = desk.fill_in(page, CALLER, 422, form=f"/staff/enrolments/{other}/entry")

    assert "一个学期" in page.html


def test_the_slip_is_for_whoever_was_just_entered_and_later_needs_a_reason(
    desk: Visitor, number: int, clock: FixedClock
) -> None:
    reference = entered(desk, number)
    desk.open(f"/staff/enrolments/slips/{reference}")
    clock.at += timedelta(minutes=16)
    work = desk.follow(desk.open(f"/staff/enrolments/slips/{reference}", 303))
    assert "样例老人甲" not in work.html

    desk.fill_in(work, {"why": "单子掉了"}, form=f"/staff/enrolments/work/{reference}/unmasking")

    assert "154 0000 0001" in desk.open(f"/staff/enrolments/work/{reference}").html
    desk.open(f"/staff/enrolments/slips/{reference}")


def test_who_cannot_scan_types_the_three_digits_of_the_board(
    desk: Visitor, number: int, app: FastAPI, clock: FixedClock
) -> None:
    reference = entered(desk, number)
    days = desk.open(f"/staff/enrolments/{number}/days")
    day = next(link for link in days.html.split('"') if f"/staff/enrolments/{number}/days/" in link)
    clock.at = clock.at.fromisoformat(day.rsplit("/", 1)[1] + "T01:00:00+00:00")
    sign_in(desk, _link(app))
    desk.send(f"{day}/code")
    code = desk.open(day).html.split('qr__code">')[1][:3]
    desk.forget()
    page = desk.follow(desk.open(f"/enrolments/{reference}", 303))
    desk.fill_in(page, {"proof": "0001"}, form="/track")

    page = desk.open(f"/enrolments/{reference}")
    wrong = "000" if code != "000" else "111"
    desk.fill_in(page, {"code": wrong}, 422, form=f"/enrolments/{reference}/presence")
    desk.fill_in(page, {"code": code}, form=f"/enrolments/{reference}/presence")

    assert "今天已经签到了" in desk.open(f"/enrolments/{reference}").html


def _link(app: FastAPI) -> str:
    """The same person signs in again on another day."""
    from portal.db.types import token_hash
    from portal.people.model import OneTimeLink, StaffMember

    now = app.state.clock.now()
    with writing(app.state.database) as session:
        staff = session.scalars(select(StaffMember.id).where(StaffMember.username == "bianji")).one()
        session.add(OneTimeLink(token_hash=token_hash("again"), staff_id=staff, expires_at=now.replace(year=2030)))
    return "/staff/one-time/again"


def test_a_whole_course_is_called_off_and_everyone_is_told_why(desk: Visitor, number: int, app: FastAPI) -> None:
    entered(desk, number)
    entered(desk, number, name="样例老人乙", phone="")

    page = desk.open(f"/staff/enrolments/{number}")
    desk.fill_in(page, {"reason": "老师病了"}, form=f"/staff/enrolments/{number}/calling-off")

    assert "老师病了" in desk.open(f"/sign-up/{number}").html or "报名停了" in desk.open(f"/sign-up/{number}").html
    with app.state.database.reader() as session:
        told = session.scalars(select(Message).where(Message.template == "enrolment_called_off")).all()
        assert [("老师病了" in one.body) for one in told] == [True, True]


def test_a_note_and_a_day_off_reach_everybody(desk: Visitor, number: int, app: FastAPI) -> None:
    entered(desk, number)
    page = desk.open(f"/staff/enrolments/{number}")
    desk.fill_in(page, {"note": "周三改到二楼"}, form=f"/staff/enrolments/{number}/note")
    days = desk.open(f"/staff/enrolments/{number}/days")
    day = next(link for link in days.html.split('"') if f"/staff/enrolments/{number}/days/" in link)
    desk.fill_in(desk.open(day), {"reason": "下大雨"}, form=f"{day}/calling-off")

    with app.state.database.reader() as session:
        told = set(session.scalars(select(Message.template)))
    assert {"enrolment_note", "enrolment_day_off"} <= told
    assert "停一次：下大雨" in desk.open(f"/staff/enrolments/{number}/days").html
    with app.state.database.reader() as session:
        slug = session.get_one(Intake, number).publication.slug
    assert "下大雨" in desk.open(f"/courses/{slug}").text


def test_a_draw_is_tried_run_once_and_can_be_computed_again_by_anybody(desk: Visitor, app: FastAPI) -> None:
    database = app.state.database
    with writing(database) as session:
        intake = an_intake(session, now=NOW, slug="guzheng", places={"online": 3, "phone": 2}, method="draw")
        number = intake.id
        intake.closes_at = NOW
        for place in range(12):
            signed_up(session, database, intake, at=NOW, size=1 + place % 2, channel=("online", "phone")[place % 2])
    address = f"/staff/enrolments/{number}/draw"
    page = desk.open(address)
    assert "12家抽5个名额" in page.html
    desk.fill_in(page, {}, 422, form=address)

    desk.fill_in(page, {"public_number": "双色球 07", "sure": "y"}, form=address)

    desk.send(address, 409, answers={"sure": "y"})
    public = desk.open(f"/draws/{number}")
    with database.reader() as session:
        drawn = session.get_one(Intake, number)
        assert drawn.seed is not None
        assert draw.commitment(drawn.seed) == drawn.seed_hash
        assert drawn.seed in public.html
        placed = {one.ticket for one in session.scalars(select(Enrolment)) if one.state == "placed"}
    table = desk.client.get(f"/draws/{number}/list.csv").text
    said = {int(row["ticket"]) for row in _rows(table) if row["placed"] == "True"}
    assert said == placed
    script = [sys.executable, str(ROOT / "docs" / "recompute_draw.py"), "-", str(drawn.seed_hash)]
    again = subprocess.run(script, input=table, capture_output=True, text=True, check=True)
    assert "The list is right" in again.stdout
    changed = table.replace(",True", ",False", 1)
    assert subprocess.run(script, input=changed, capture_output=True, text=True, check=False).returncode == 1


def _rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("\n".join(line for line in table.splitlines() if line[:1] != "#"))))


def test_numbers_name_nobody(desk: Visitor, number: int) -> None:
    entered(desk, number)
    address = f"/staff/enrolments/{number}/entry"
    desk.fill_in(desk.open(address), CALLER | {"birth_year": "1999"}, 422, form=address)
    desk.open("/staff/enrolments")
    desk.open("/staff/enrolments?kind=course")

    page = desk.open("/staff/enrolments/numbers/all")

    assert "75-79" in page.html
    refused = page.html.split("<h2>")[-1]
    assert "年纪小了" in refused
    assert "0-59" in refused
    assert "样例" not in page.html.split("<h1>")[1]


def test_the_desk_is_not_there_for_visitors(visitor: Visitor, number: int) -> None:
    visitor.open("/staff/enrolments", 404)
    visitor.open(f"/staff/enrolments/{number}", 404)
