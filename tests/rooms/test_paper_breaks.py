"""Where a line, a page and a ticket end: never inside a word, a name or a number with its unit."""

from typing import Any

import pytest

from portal.paper.press import Press
from portal.paper.wording import Wording
from tests.support.house import CONTENT
from tests.support.paper import Paper
from tests.support.press import ADDRESS, ENTRY, EVERY, PHONE, TICKET, a_press, facts


@pytest.fixture(scope="module")
def press() -> Press:
    return a_press()


@pytest.mark.parametrize("size", [{}, {"large": True}, {"paper": "a3", "street": True}, {"paper": "a5"}])
@pytest.mark.parametrize("title", ["三峡古枫香园两日看枫", "恒合土家族乡银龄服务点（样例）", "护理床和防压疮气床垫"])
def test_a_title_is_never_broken_inside_a_name(press: Press, title: str, size: dict[str, Any]) -> None:
    paper = Paper(press.pdf("sheet", facts(title=title, **size)))

    lines = [line.strip() for line in paper.file[0].get_textpage().get_text_range().splitlines()]
    names = [name for name in ("古枫香园", "土家族", "银龄服务点", "护理床", "防压疮", "气床垫") if name in title]
    assert all(any(name in line for line in lines) for name in names), lines


@pytest.mark.parametrize("size", [{}, {"large": True}, {"paper": "a3", "street": True}, {"paper": "a5"}])
def test_a_number_stays_with_its_unit_and_a_time_with_its_half_of_the_day(press: Press, size: dict[str, Any]) -> None:
    """At whatever width: the same words behind more and more others, in each place where they stand."""
    whole = ("上午9:30", "8月", "棋子", "星期五", "大号的", "材料费", "有人接")
    said = "2026年12月11日（星期五）上午9:30到8月下旬，棋子是大号的，收“材料费”，白天晚上都有人接"
    for pushed in range(0, 8, 2):
        told = "等" * pushed + "，" + said
        rows = [{"name": "when", "label": "什么时候", "text": told}]
        groups = [{"name": "do", "label": "该怎么做", "lines": [told]}]
        phone = PHONE | {"name": told}

        paper = Paper(press.pdf("sheet", facts(title="好", lead=told, rows=rows, groups=groups, phone=phone, **size)))

        torn = [word for word in whole if sum(word in line for line in paper.lines()) < paper.words.count(word)]
        assert torn == [], (pushed, paper.lines())


def test_the_pieces_of_a_text_are_the_text() -> None:
    wording = Wording.read(CONTENT / "unbroken.yaml", ["分水镇"])

    assert wording.parts("24式太极拳，分水镇文化站（样例）") == ["24式", "太极拳，", "分水镇", "文化站", "（样例）"]
    assert wording.parts("上午9:00到12:00，与您的邻居") == ["上午9:00到", "12:00，", "与您的", "邻居"]
    assert wording.parts("农历冬月初七 上午9:00") == ["农历", "冬月初七", " ", "上午9:00"]
    assert wording.parts("") == [""]


def test_a_ticket_with_much_on_it_keeps_to_its_own_frame(press: Press) -> None:
    where = "太白街道 Culture Square, flat south side behind the old library (sample)"
    made = EVERY["tickets"] | {
        "language": "en",
        "title": "Tai Chi, 24 Forms (beginners, Tuesdays)",
        "when": "Wednesday, 15 December 2027 10:00 am",
        "where": where,
    }

    paper = Paper(press.pdf("tickets", made | {"tickets": [TICKET] * 8}))

    assert paper.pages == 1
    assert paper.words.count("".join(where.split())) == 8
    texts = paper.file[0].get_textpage()
    boxes = [texts.get_charbox(at) for at in range(texts.count_chars()) if texts.get_text_range(at, 1).strip()]
    first = min(boxes, key=lambda box: -box[3])[1] - 1 / 25.4 * 72
    for _, low, _, high in boxes:
        assert high > first or (first - high) // (66 / 25.4 * 72) == (first - low) // (66 / 25.4 * 72)


@pytest.mark.parametrize("template", ["form", "lines", "day", "attendance"])
def test_what_stands_under_the_title_keeps_its_words_whole(press: Press, template: str) -> None:
    for pushed in range(0, 12, 2):
        lead = "等" * pushed + "，" + "写不清楚的，我们打电话问您。" * 6

        paper = Paper(press.pdf(template, EVERY[template] | {"lead": lead}))

        assert sum(line.count("电话问您") for line in paper.lines()) == 6, (pushed, paper.lines())


@pytest.mark.parametrize("template", ["tickets", "attendance"])
def test_a_long_name_is_never_set_too_small_to_read(press: Press, template: str) -> None:
    name = "阿卜杜热合曼·买买提江·阿不都克里木·吾斯曼江·艾合买提"
    many = {"tickets": [TICKET | {"name": name}] * 8, "lines": [[name, "1950", ""]] * 8}

    paper = Paper(press.pdf(template, EVERY[template] | many))

    for part in name.split("·"):
        assert sum(part in line for line in paper.lines()) == 8, part
    texts = paper.file[0].get_textpage()
    found = [at for at in range(texts.count_chars()) if texts.get_text_range(at, 1) == "曼"]
    wide = [(box[2] - box[0]) * 25.4 / 72 for box in map(texts.get_charbox, found)]
    assert len(wide) == 16
    assert min(wide) > 2.8


@pytest.mark.parametrize(("pages", "lines"), [(1, 1), (2, 30)])
def test_what_somebody_keeps_goes_on_on_a_second_page_where_it_is_long(press: Press, pages: int, lines: int) -> None:
    """The answers of a family cannot be made shorter, and whoever signs must see all of them."""
    rows = [{"name": f"row{number}", "label": "家里哪里不方便", "text": f"第{number}样"} for number in range(lines)]
    signature = [{"name": "sign", "label": "签字", "lines": ["老人签字：____", "工作人员签字：____"], "plain": True}]

    paper = Paper(press.pdf("sheet", facts(rows=rows, groups=signature, flows=True)))

    assert (paper.pages, paper.cut_off) == (pages, "")
    assert all(paper.says(f"第{number}样") for number in range(lines))
    assert paper.codes == [ADDRESS]
    last = paper.file[pages - 1].get_textpage().get_text_range()
    assert all(word in last for word in ("签字", "老人签字", "工作人员签字", "12345"))


def form_of(fields: int) -> dict[str, Any]:
    section = {"question": "谁来参加？", "fields": [{"label": "老人姓名", "boxes": [], "lines": 1}] * fields}
    return EVERY["form"] | {"sections": [section], "notice": ["只问办这件事要用的，别的不问。"] * 4}


def test_the_last_page_of_a_form_never_holds_the_signature_alone(press: Press) -> None:
    for fields in range(10, 50, 3):
        paper = Paper(press.pdf("form", form_of(fields)))

        last = paper.file[paper.pages - 1].get_textpage().get_text_range()
        assert "签名" in last
        assert last.count("老人姓名") > 2, fields


def test_the_list_of_a_day_breaks_no_name_and_no_word(press: Press) -> None:
    """A name breaks after its middle dot, and a station with a long name gets a smaller title."""
    station = "Taibai Subdistrict Assistive Device Lending and Rehabilitation Consultation Station of Wanzhou District"
    about = ["可折叠轻便铝合金手动轮椅车（带刹车、带脚踏板、加宽座位）", "WZ0001"]
    name = "阿卜杜热合曼·买买提江·阿不都克里木·吾斯曼江·艾合买提"
    entry = ENTRY | {"name": name, "about": about}
    sections = [{"heading": "来取的", "entries": [entry] * 9}]

    for language, title in (("zh", "太白辅具租借点2026年11月25日（星期三）"), ("en", station)):
        paper = Paper(press.pdf("day", EVERY["day"] | {"language": language, "title": title, "sections": sections}))
        lines = paper.lines()

        assert paper.says(title)
        assert paper.words.count(name) == 9
        for word in (*name.split("·"), "脚踏板"):
            assert sum(word in line for line in lines) == 9, word
        assert not [line for line in lines if line.startswith("·")]
        assert all(any(word in line for line in lines) for word in title.split())
        assert language == "en" or any("星期三" in line for line in lines)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_entry_of_a_day_that_is_longer_than_a_page_goes_on_on_the_next_one(press: Press, language: str) -> None:
    """It was cut off at the foot of the page, and whoever worked from the list would not have known."""
    checks = [f"第{number}样，要看清楚，摸一摸，转一转，一样一样打勾" for number in range(1, 61)]
    long = ENTRY | {"checks": checks}
    sections = [{"heading": "来取的", "entries": [ENTRY, long, ENTRY]}]

    paper = Paper(press.pdf("day", EVERY["day"] | {"language": language, "sections": sections}))

    assert paper.cut_off == ""
    assert all(paper.says(check) for check in checks)
    assert paper.words.count("样例老人甲") == 3
