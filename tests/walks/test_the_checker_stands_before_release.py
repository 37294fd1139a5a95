"""Nothing harmful is released: the checker stops it, and what people write in Markdown does nothing but be read."""

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from portal import cli
from tests.support.desk import EDITOR, KINDS, PUBLISHER, one_time_links, sign_in, step, written
from tests.support.visitor import Visitor

GUIDE = KINDS["guide"]
HARMFUL = """<script>alert(1)</script>
<img src=x onerror=alert(1)><svg onload=alert(1)>
<div hx-get="/staff" hx-trigger="load" data-hx-get="/x" hx-on::load="x()">点这里</div>
<form action="https://evil.example/"><input name="card"></form>
[点我](javascript:alert(1)) [再点](data:text/html,x) <a href="//evil.example" hx-boost="true">x</a>
{{ 7*7 }} {% raw %} <!-- en -->
<style>body{display:none}</style><iframe src="https://evil.example"></iframe>
"""


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def test_a_number_that_nobody_approved_is_not_released(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, GUIDE, title_zh="怎样领补贴", body_zh="请打139 1234 5678，先转账。")

    stopped = step(visitor, address, "submission", 422)

    assert "不在核准的电话里" in stopped.text
    assert "139 1234 5678" in stopped.text
    visitor.fill_in(visitor.open(f"{address}/text"), {"body_zh": "请打12345问。"}, form=f"{address}/text")
    step(visitor, address, "submission")


def test_advice_does_not_stop_and_the_reason_is_kept(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, GUIDE, title_zh="带证件来", body_zh="请于届时携带有效证件前往办理。")
    assert "检查结果" in visitor.open(address).text

    step(visitor, address, "submission", reason="这是文件里的原话")

    assert "这是文件里的原话" in visitor.open(address).text


def test_every_remark_names_its_question_says_it_once_and_none_is_left_out_unsaid(
    visitor: Visitor, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    hard = "届时、携带、受理、提交、审核、审批、户籍、登录、扫码、失能。"
    address = written(
        visitor,
        GUIDE,
        title_zh="带证件来",
        body_zh=hard,
        summary_zh=hard,
        who_zh=hard,
        phone_number="",
        phone_name_zh="",
        phone_name_en="",
    )

    said = "".join(visitor.open(address).main.itertext())

    assert "phone：" not in said
    assert "电话号码：没有电话" in said
    assert "可以这样说：到时候" not in said  # the remark says it already
    assert "改好这些，再看其余" in said


def test_a_text_full_of_scripts_and_foreign_forms_is_only_read(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, GUIDE, title_zh="<b>粗</b>{{7*7}}", title_en="", body_zh=HARMFUL)
    step(visitor, address, "submission")
    sign_in(visitor, links[PUBLISHER])
    step(visitor, address, "publication")

    found = [link for link in visitor.open("/sitemap").links.values() if link.startswith("/guides/w-")]
    page = visitor.open(found[0])

    inside = list(page.main.iter())
    assert not [element.tag for element in inside if element.tag in {"script", "iframe", "form", "style", "img"}]
    assert not [name for element in inside for name in element.attrib if name.startswith(("on", "hx-", "data-hx"))]
    outside = [element.get("href") or "" for element in inside if element.tag == "a"]
    assert not [href for href in outside if "evil.example" in href or href.startswith(("javascript:", "data:"))]
    assert "49" not in page.h1


def test_the_content_of_the_project_passes_the_same_check() -> None:
    answer = CliRunner().invoke(cli.app, ["check"])

    assert answer.exit_code == 0, answer.output
    assert "0 to mend" in answer.output
