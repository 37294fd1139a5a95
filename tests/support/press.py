"""Facts for each template of the press, to be changed a little by a test."""

from typing import Any

from portal.paper import qr
from portal.paper.press import Press
from portal.paper.rules import module_mm
from portal.paper.wording import Wording
from tests.support.house import CONTENT, FONTS, TEMPLATES

ADDRESS = "HTTPS://WANZHOU-ELDERS.EXAMPLE/Q/7KQ2M"
PHONE = {"number": "12345", "name": "政务服务热线", "say": "打电话问"}


def code_of(address: str) -> dict[str, Any]:
    rows = qr.matrix(address, "M")
    return {
        "count": len(rows),
        "svg": qr.drawing(rows),
        "module": module_mm("wall"),
        "address": address,
        "alt": "二维码",
        "say": "扫一扫",
    }


def facts(**changed: Any) -> dict[str, Any]:
    return {
        "language": "zh",
        "title": "八段锦（入门）",
        "host": "万州区民政局（样例）",
        "lead": "站着坐着都能练。",
        "rows": [{"name": "when", "label": "时间", "text": "每周三上午8:30"}],
        "phone": PHONE,
        "code": code_of(ADDRESS),
    } | changed


CELLS = {
    "columns": ["姓名", "出生年份", "电话", "备注"],
    "widths": [46, 36, 50, "rest"],
    "lines": [["1", "", "", ""]] * 20,
}
TICKET = {"name": "样例老人甲", "number": "1", "check": "查验码 ABC123", "code": code_of(ADDRESS)}
LABEL = {"name": "轮椅（样例）", "number": "怎么用、坏了、归还", "phone": "7KQ2M", "code": code_of(ADDRESS)}
ENTRY = {
    "name": "样例老人甲",
    "about": ["手动轮椅", "WZ0001"],
    "phone": "154 0000 0001",
    "lines": ["11月25日 - 12月1日", "押金300元"],
    "checks": ["刹车", "轮胎"],
}
DAY = {
    "sections": [{"heading": "来取的", "entries": [ENTRY]}],
    "blanks": ["编号", "时间", "押金"],
    "ready_heading": "架子上的",
    "ready": [],
}
EVERY: dict[str, dict[str, Any]] = {
    "sheet": facts(),
    "lines": facts(**CELLS, foot=["", ""]),
    "form": facts(
        serial="123 456 7890", serial_label="编号", sections=[], notice=[], sign="签名", hand_in="交到服务点"
    ),
    "attendance": facts(
        columns=["姓名", "出生年份", "到了", "备注"], lines=[["样例老人甲", "1950", ""]] * 10, note="样例"
    ),
    "tickets": facts(kind="课程", when="12月9日", tickets=[TICKET]),
    "labels": facts(labels=[LABEL] * 21),
    "day": facts(**DAY),
}


def a_press() -> Press:
    return Press(TEMPLATES / "print", FONTS, Wording.read(CONTENT / "unbroken.yaml"))
