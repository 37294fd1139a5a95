"""A household from the first call to the paid subsidy, refused and appealed, and on paper only; no script anywhere."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.requests.model import ServiceRequest
from tests.support.applying import APPLY
from tests.support.household import DESKS, VISIT, Household
from tests.support.people import DAUGHTER
from tests.support.visitor import Visitor


@pytest.fixture
def household(visitor: Visitor, app: FastAPI) -> Household:
    return Household(visitor, app)


def test_from_the_phone_call_to_the_paid_subsidy(household: Household) -> None:
    """The daughter calls; the town types; every desk does its part; the family sees each step."""
    page = household.be("bianji").open("/staff/counter")
    called = {"service": "home_modifications", "channel": "phone", "caller": "family"}
    household.fills_in(household.visitor.fill_in(page, called, form="/staff/counter/drafts"))
    code = household.visitor.open(f"/requests/{household.reference}/receipt")
    assert "我们收到了" in code.h1
    household.be("family").send("/track", answers={"reference": household.reference, "proof": "0002"})
    assert "2026年11月30日" in household.family_sees().text

    refused = household.does("bianji", "acceptance", 422)
    assert "请先和老人本人说话" in refused.text
    household.does("bianji", "consent", how="call", identity="y", group="allowance")
    household.does("bianji", "acceptance")
    household.does("chushen", "passing", note="符合条件")
    household.books("2026-11-25", "am")
    seen = household.family_sees()
    assert "2026年11月25日" in seen.text
    assert "评估员丁（样例）" in seen.text
    assert "不收钱" in seen.text

    household.adds_photo("pinggu", "before")
    odd = {"files-purpose": "before", "files-item": "what no page of ours offers"}
    refused = household.be("pinggu").send(f"{DESKS}/{household.reference}/files", 422, odd)
    assert "请选照片拍的是哪一项。" in refused.errors
    page = household.be("pinggu").open(f"{DESKS}/{household.reference}/visit")
    household.visitor.fill_in(page, VISIT, form=f"/{household.reference}/visit")
    household.is_planned({1: ("1", "2000"), 3: ("2", "1500")}, "3500")
    seen = household.family_sees()
    assert [figure in seen.text for figure in ("3500元", "3000元", "500元")] == [True] * 3
    household.family_does("agreement", seen="y")
    household.be("shenpi").open(f"{DESKS}/{household.reference}/papers/decision", 404)
    household.does("shenpi", "approval")
    household.is_built()
    decision = household.prints("shenpi", "decision")
    assert decision.says("区里同意了")
    household.does("yanshou", "inspection", opinion="good")
    household.does("caiwu", "payment", amount="3000", receipt="样例-0001")

    seen = household.family_sees()
    assert "全部办好了" in seen.h1
    assert "3000元" in seen.text


def test_refused_then_somebody_else_looks_and_it_goes_on(household: Household) -> None:
    household.applies()
    household.does("bianji", "consent", how="visit", identity="y", group="allowance")
    household.does("bianji", "acceptance")
    household.does("chushen", "refusal", note="房子要拆迁")
    assert "房子要拆迁" in household.family_sees().text

    household.family_does("appeal", said="不拆了，有证明")

    refused = household.does("chushen", "passing", 422, note="符合条件")
    assert "要由另一个人决定" in refused.text
    household.does("chushen2", "passing", note="证明看过了")
    household.books("2026-11-26", "pm")
    assert "上门" in household.family_sees().h1
    household.does("pinggu", "refusal", note="改不了")
    seen = household.family_sees()
    assert "换个人也看过了" in seen.text
    assert "/appeal" not in seen.html


def test_on_paper_only_and_the_same_sheet_cannot_be_keyed_in_twice(household: Household) -> None:
    printed = household.be("anyone").fill_in(
        household.visitor.open("/paper-forms"), form="/paper-forms/home_modifications"
    )
    serial = printed.location.rsplit("/", 1)[1]
    keying = f"/staff/counter/paper-forms/{serial}"
    page = household.be("bianji").open(keying)
    begun = household.visitor.fill_in(page, form=f"{keying}/keying")
    alone = {"for-whom": {"who": "myself"}, "contact": {"how": "visit", "best_time": "any"}}
    household.fills_in(begun, DAUGHTER | alone)

    again = household.visitor.send(f"{keying}/keying", 409, answers={"version": "2"})

    assert "录过了" in again.text
    household.adds_photo("bianji", "scan")
    household.is_approved_on_paper()
    household.is_built()
    household.does("yanshou", "inspection", opinion="fair")
    household.does("caiwu", "payment", amount="2999.50", receipt="样例-0002")
    assert "全部办好了" in household.at_desk("caiwu").text


def test_switching_from_one_senior_to_another_shows_no_answer(household: Household) -> None:
    household.applies()

    household.visitor.send(APPLY)

    assert "样例老人甲" not in household.visitor.open(f"{APPLY}/senior").html


def test_a_second_request_of_the_same_household_is_kept_out_however_it_is_spelled(household: Household) -> None:
    household.applies()
    spelled = DAUGHTER | {"address": {"village": "500101018001", "address": "样例路 １号 2单元"}}

    with pytest.raises(AssertionError, match="409"):
        household.applies(spelled)


def test_the_senior_ends_the_helpers_part_and_the_helper_sees_nothing(household: Household) -> None:
    senior = {"name": "样例老人甲", "birth_year": "1948", "phone": "154 0000 0001"}
    household.applies(DAUGHTER | {"senior": senior})
    household.does("bianji", "consent", how="call", identity="y", group="allowance")
    reference = household.reference

    household.does("bianji", "helper-end")

    visitor = household.be("family")
    visitor.open(f"/requests/{reference}", 404)
    for known in ("0002", "0001"):
        visitor.send("/track", 404, answers={"reference": reference, "proof": known})
    visitor.send(f"{APPLY}/submission", 404)
    told = re.search(r"新的回执码告诉老人：(\d{6})", household.at_desk("bianji").text)
    assert told
    household.be("senior").send("/track", answers={"reference": reference, "proof": told[1]})
    assert "办到哪了" in household.visitor.open(f"/requests/{reference}").h1


def test_after_a_while_somebody_asks_how_it_goes_and_what_broke_is_mended_under_the_warranty(
    household: Household,
) -> None:
    household.applies()
    household.is_approved()
    household.is_built()
    household.does("yanshou", "inspection", opinion="good")
    household.does("caiwu", "payment", amount="3000", receipt="样例-0003")
    assert "要回访" not in household.be("bianji").open("/staff").text

    household.days_pass(90)
    assert "要回访的家庭：1" in household.be("bianji").open("/staff").text
    assert household.reference in household.visitor.open(f"{DESKS}?show=follow-up").html
    household.does("bianji", "follow-up", note="用得很好")
    assert "要回访" not in household.be("bianji").open("/staff").text

    household.family_does("claim", said="扶手松了")
    assert "正在返修" in household.family_sees().h1
    household.does("shigong", "mending", note="换了螺丝")
    assert f"{DESKS}/{household.reference}/inspection" not in household.at_desk("yanshou").html
    household.does("yanshou", "repair")
    assert "全部办好了" in household.family_sees().h1
    assert "3000元" in household.family_sees().text
    household.days_pass(280)
    late = household.family_sees()
    assert "/claim" not in late.html
    with household.app.state.database.reader() as session:
        version = session.scalar(select(ServiceRequest.version))
    address = f"/requests/{household.reference}/claim"
    household.visitor.send(address, 409, answers={"version": str(version), "said": "又松了"})
    assert "全部办好了" in household.family_sees().h1


def test_the_helper_alone_cannot_withdraw_what_the_senior_agreed_to(household: Household) -> None:
    household.applies()
    household.does("bianji", "consent", how="call", identity="y", group="allowance")
    version = household.family_sees().form("/wish").values["version"][0]

    household.visitor.send(f"/requests/{household.reference}/withdrawal", 409, answers={"version": version})
    household.family_does("wish")

    household.does("bianji", "withdrawal", note="老人本人在电话里说不办了")
    assert "撤回" in household.family_sees().h1
