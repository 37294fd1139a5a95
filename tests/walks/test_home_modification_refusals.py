"""What is refused at the desks, with its reason, with nothing changed and everything typed still there."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from PIL import Image

from portal.home_modification_case import service
from portal.kernel.calendar import Workdays
from portal.web.sessions import writing
from tests.support.household import DESKS, Household
from tests.support.people import DAUGHTER
from tests.support.visitor import Upload, Visitor


@pytest.fixture
def household(visitor: Visitor, app: FastAPI) -> Household:
    return Household(visitor, app)


def a_heic() -> bytes:
    """What a telephone writes: HEIC, with the maker's name in it."""
    picture, out = Image.new("RGB", (64, 48), (200, 30, 30)), BytesIO()
    facts = picture.getexif()
    facts[0x010F] = "Camera of a senior"
    picture.save(out, "HEIF", exif=facts.tobytes())
    return out.getvalue()


def test_a_plan_that_does_not_add_up_and_a_payment_over_the_approved_are_refused(household: Household) -> None:
    household.applies()
    household.is_visited()
    wrong = household.is_planned({1: ("1", "2000"), 3: ("2", "1500")}, "3600", 422)
    assert "加起来和您填的不一样" in wrong.text
    assert 'value="1500"' in wrong.html
    assert "方案" in household.at_desk("fangan").text
    half = household.is_planned({1: ("1", "")}, "10", 422)
    assert "两样都要" in half.text
    household.is_planned({1: ("1", "2000"), 3: ("2", "1500")}, "3500")
    missing = household.family_does("agreement", 422)
    assert "老人同意就打勾" in missing.text
    household.family_does("agreement", seen="y")
    version = household.at_desk("shenpi").form("/approval").values["version"][0]
    address = f"{DESKS}/{household.reference}/approval"
    builder = household.be("shigong").send(address, 422, answers={"version": version})
    assert "这一步由别的岗位办" in builder.text
    stale = household.be("shenpi").send(address, 409, answers={"version": "1"})
    assert "别人刚刚办过" in stale.text
    paper = household.prints("fangan", "plan")
    assert paper.says("3500元")
    assert paper.codes
    household.does("shenpi", "approval")

    early = household.does("shigong", "completion", 422)
    assert "请先填施工队" in early.text
    household.is_built()
    household.does("yanshou", "inspection", opinion="good")
    over = household.does("caiwu", "payment", 422, amount="3000.01", receipt="样例-9")
    assert "超过了批准的数" in over.text
    assert 'value="样例-9"' in over.html
    assert "正在发补贴" in household.family_sees().text


def test_visits_keep_to_working_days_and_nobody_is_promised_to_two_homes_at_once(household: Household) -> None:
    for number in ("1", "2"):
        household.applies(DAUGHTER | {"address": {"village": "500101018001", "address": f"样例路{number}号"}})
        household.does("bianji", "consent", how="call", identity="y", group="allowance")
        household.does("bianji", "acceptance")
        household.does("chushen", "passing", note="符合条件")
        if number == "1":
            weekend = household.books("2026-11-28", "am", 422)
            assert "请选今天或以后的工作日" in weekend.text
            assert 'value="2026-11-28"' in weekend.html
            holiday = household.books("2027-01-01", "am", 422)
            assert "请选今天或以后的工作日" in holiday.text
            household.books("2026-11-25", "am")

    taken = household.books("2026-11-25", "am", 422)
    assert "要去另一家" in taken.text
    household.books("2026-11-25", "pm")
    household.family_does("postponement", weeks="2")
    assert "来的人不收钱" not in household.family_sees().text


def test_files_are_pictures_without_their_secrets_or_pdfs_that_are_only_handed_out(household: Household) -> None:
    household.applies()
    page, address = household.at_desk("bianji"), f"/{household.reference}/files"

    def adds(file: Upload, status: int) -> str:
        typed = {"files-purpose": "scan"}
        files = {"files-photos": file}
        return household.visitor.fill_in(page, typed, status, form=address, files=files).html

    assert "这个文件打不开" in adds(("a.pdf", b"<html>no pdf</html>", "application/pdf"), 422)
    adds(("a.pdf", b"%PDF-1.7 not looked into", "application/pdf"), 303)
    adds(("a.heic", a_heic(), "image/heic"), 303)

    client = household.visitor.client
    shown = [client.get(household.asks_for("bianji", number).location) for number in ("1", "2")]
    assert [answer.headers["content-type"] for answer in shown] == ["application/pdf", "image/jpeg"]
    assert shown[0].headers["content-disposition"].startswith("attachment")
    assert all("sandbox" in answer.headers["content-security-policy"] for answer in shown)
    assert b"Camera of a senior" not in shown[1].content
    assert not Image.open(BytesIO(shown[1].content)).getexif()


def test_a_clock_that_ran_out_is_said_to_everybody_and_changes_nothing(household: Household) -> None:
    household.applies()
    assert "2026年11月30日" in household.family_sees().text
    assert "快到期的居家改造" not in household.be("bianji").open("/staff").text
    household.days_pass(5)
    assert "快到期的居家改造：1" in household.be("bianji").open("/staff").text
    assert "快到期的居家改造" not in household.be("yanshou").open("/staff").text
    assert "明天" not in household.be("bianji").open(f"{DESKS}?show=late").text

    household.days_pass(6)

    assert "比原来说的晚了" in household.family_sees().text
    assert "办到哪了：已收到" in household.family_sees().h1
    for who in ("bianji", "zhuguan"):
        told = household.be(who).open("/staff")
        assert "晚了的居家改造：1" in told.text
        late = household.visitor.open(f"{DESKS}?show=late")
        assert f"{DESKS}/{household.reference}" in late.html
    assert [household.desks_are_told() for _ in ("once", "again")] == [["15400000007 1"]] * 2
    household.does("zhuguan", "extension", days="10", note="人手不够，对不起")
    assert "比原来说的晚了" not in household.family_sees().text
    again = household.at_desk("zhuguan").form("/extension").values["version"]
    household.visitor.send(
        f"{DESKS}/{household.reference}/extension",
        422,
        answers={"version": again[0], "extension-days": "5", "extension-note": "再久一点"},
    )


def test_days_off_that_are_not_announced_yet_are_said_and_counted_anew_once_they_are(household: Household) -> None:
    household.applies()
    household.days_pass(37)
    assert "2027年的放假安排还没录入" in household.be("zhuguan").open("/staff").text
    home = DAUGHTER | {"address": {"village": "500101018001", "address": "样例路9号"}}
    household.applies(home)
    seen = household.family_sees().text
    assert "2027年1月7日" in seen  # the first of January is free by law
    assert "放假安排还没公布" in seen
    assert "2027年的放假安排还没录入" in household.at_desk("bianji").text

    state = household.app.state
    announced = Workdays({date(2027, 1, 1): False, date(2027, 1, 4): False}, [2026])
    state.modification_office = replace(state.modification_office, workdays=announced)
    with writing(state.database) as session:
        assert service.count_days_anew(session, state.modification_office, at=state.clock.now()) == 1
        assert service.count_days_anew(session, state.modification_office, at=state.clock.now()) == 0

    seen = household.family_sees().text
    assert "2027年1月8日" in seen
    assert "放假安排还没公布" not in seen


def test_the_year_counts_what_is_needed_and_paid_and_the_public_sees_only_totals(household: Household) -> None:
    household.applies()
    household.is_approved()
    household.is_built()
    household.does("yanshou", "inspection", opinion="good")
    household.does("caiwu", "payment", amount="2500", receipt="样例-1")

    year = household.be("zhuguan").open(f"{DESKS}/year").text
    assert [word in year for word in ("牌楼街道", "厕所和洗澡间", "2500元", "低保")] == [True] * 4
    table = household.visitor.client.get(f"{DESKS}/year/table")
    with ZipFile(BytesIO(table.content)) as book:
        assert "2500.00" in book.read("xl/sharedStrings.xml").decode()
    public = household.be("anyone").open("/home-modifications/numbers")
    assert "2500元" in public.text
    assert "牌楼街道" not in public.text


def test_neighbours_wish_for_a_lift_and_the_street_sees_where(household: Household) -> None:
    household.be("neighbour").open("/home-modifications/other-ways")
    page = household.visitor.open("/home-modifications/lift?town=500101018")
    for phone, building in (
        ("154 0000 0003", "样例路1号"),
        ("154 0000 0004", "样例路 １号"),
        ("154 0000 0003", "样例路1号"),
    ):
        typed = {"village": "500101018001", "building": building, "phone": phone}
        household.visitor.follow(household.visitor.fill_in(page, typed, form="/home-modifications/lift"))
    household.visitor.fill_in(page, {"building": "样例路1号"}, 422, form="/home-modifications/lift")

    assert "：2家" in household.be("bianji").open(f"{DESKS}/year").text
