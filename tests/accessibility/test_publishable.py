"""What stops a text from being released, and what is only advice."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accessibility.publishable import Fault, look_at_document

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
PHONES = frozenset({"110", "96110", "12345"})
GOOD: dict[str, Any] = {
    "title": {"zh": "二胡课", "en": "Erhu lessons"},
    "phone": {"number": "12345"},
    "place": {"name": {"zh": "文化站", "en": "Culture station"}, "access": ["step_free"]},
    "starts": "2026-12-01",
    "show_until": "2026-12-24T00:00:00+08:00",
    "body": {"zh": "## 带什么\n\n带二胡来。\n", "en": "## What to bring\n\nYour erhu.\n"},
}


def seen(**changes: Any) -> dict[str, Fault]:
    expects = {"phone", "place", "access", "show_until"}
    found = look_at_document(GOOD | changes, expects=expects, today=TODAY, now=NOW, phones=PHONES)
    return {fault.rule: fault for fault in found}


def body(text: str) -> dict[str, dict[str, str]]:
    return {"body": {"zh": text, "en": ""}}


def test_a_good_text_passes() -> None:
    assert seen() == {}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"phone": None}, "missing-phone"),
        ({"place": None}, "missing-place"),
        ({"starts": "2026-11-23"}, "date-past"),
        ({"show_until": "2026-11-24T08:00:00+00:00"}, "date-past"),
        ({"ends": "2026-11-30"}, "date-order"),
        ({"entry_closes": "2026-12-02"}, "date-order"),
        (body("请打 139 1234 5678"), "unapproved-phone"),
        (body("打12346问"), "unapproved-phone"),
        ({"phone": {"number": "023-5555 1234"}}, "unapproved-phone"),
        (body("转到 6222 0212 3456 7890 123"), "account"),
        (body("## \n\n空的"), "heading-empty"),
        (body("![](/a.jpg)"), "picture-undescribed"),
        (body("[](/courses)"), "link-empty"),
    ],
)
def test_this_must_be_mended(changes: dict[str, Any], rule: str) -> None:
    assert seen(**changes)[rule].must_be_mended


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"place": {"name": {"zh": "文化站", "en": ""}}}, "missing-access"),
        ({"show_until": None}, "missing-show-until"),
        (body("#### 跳级"), "heading-order"),
        (body("# 太大"), "heading-order"),
        (body("2025年3月1日起报名。"), "date-past-in-text"),
        (body("户名：张三"), "account"),
        (body("请于届时携带有效证件前往办理。"), "hard-word"),
    ],
)
def test_this_is_advice(changes: dict[str, Any], rule: str) -> None:
    assert not seen(**changes)[rule].must_be_mended


def test_what_must_be_mended_is_said_first_and_numbers_that_are_approved_pass() -> None:
    found = look_at_document(
        GOOD | body("请于届时携带。打 139 1234 5678"), expects=set(), today=TODAY, now=NOW, phones=PHONES
    )

    assert [fault.must_be_mended for fault in found] == sorted((one.must_be_mended for one in found), reverse=True)
    assert "unapproved-phone" not in seen(**body("被骗了打110，先问打96110。"))


def test_advice_begins_with_the_gravest() -> None:
    found = look_at_document(
        GOOD | body("请扫码登录，再提交。届时带身份证。"), expects=set(), today=TODAY, now=NOW, phones=PHONES
    )

    assert found[0].text == "届时"


def test_a_number_that_no_telephone_has_passes_only_in_a_sample() -> None:
    phone = {"number": "023-0000 0113"}

    assert "unapproved-phone" in seen(phone=phone)
    assert "unapproved-phone" not in seen(phone=phone, sample=True)
