"""The press: Chinese type that is always there, text that stays text, pages that are never overfull."""

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.paper import qr
from portal.paper.press import MISSING, Press, TooLong
from portal.paper.rules import LEAST_MM, module_mm, side_mm
from portal.paper.tables import label_sheets
from portal.paper.wording import Wording
from tests.support.cut_fonts import FACES, characters_of
from tests.support.house import CONTENT, FONTS, TEMPLATES
from tests.support.paper import Paper

ADDRESS = "HTTPS://WANZHOU-ELDERS.EXAMPLE/Q/7KQ2M"
PHONE = {"number": "12345", "name": "政务服务热线", "say": "打电话问"}
TRICKS = [
    "#panic(1)",
    "*粗* _斜_ $x^2$ `码`",
    '#import "@preview/cetz:0.4.2": *',
    '"), #read("/etc/passwd")',
    r"\u{41} \n // 没了",
    '#eval("1+1") <label> @ref ~ -- ---',
    "= 标题\n- 一\n+ 二",
]


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


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(TEMPLATES / "print", FONTS, Wording.read(CONTENT / "unbroken.yaml"))


def test_a_page_can_be_read_selected_and_scanned(press: Press) -> None:
    paper = Paper(press.pdf("sheet", facts()))

    assert paper.pages == 1
    assert paper.size_mm == (210, 297)
    assert paper.is_tagged
    assert all(paper.says(text) for text in ("八段锦（入门）", "站着坐着都能练。", "每周三上午8:30", "12345", ADDRESS))
    assert paper.codes == [ADDRESS]


@pytest.mark.parametrize(("paper", "size"), [("a3", (297, 420)), ("a5", (148, 210)), ("a6", (105, 148))])
def test_the_same_page_comes_in_other_sizes(press: Press, paper: str, size: tuple[int, int]) -> None:
    made = Paper(press.pdf("sheet", facts(paper=paper)))

    assert (made.size_mm, made.pages, made.codes) == (size, 1, [ADDRESS])


def test_only_our_own_two_fonts_are_in_the_file(press: Press) -> None:
    made = press.pdf("sheet", facts())

    assert b"NotoSansSC" in made
    assert b"LibertinusSerif" not in made


@pytest.mark.parametrize("trick", TRICKS)
def test_what_people_type_never_becomes_a_command(press: Press, trick: str) -> None:
    paper = Paper(press.pdf("sheet", facts(lead=trick, rows=[{"name": "who", "label": trick, "text": trick}])))

    assert paper.words.count("".join(trick.split())) == 3
    assert paper.pages == 1


def test_a_page_can_be_made_at_any_moment_of_a_real_clock(press: Press) -> None:
    moment = datetime(2026, 11, 24, 8, 30, 15, 123456, tzinfo=UTC)

    assert Paper(press.pdf("sheet", facts(), at=moment)).pages == 1


def test_a_text_that_is_too_long_is_named_with_a_shorter_one(press: Press) -> None:
    with pytest.raises(TooLong) as caught:
        press.pdf("sheet", facts(lead="这句话一共有十二个字呢。" * 90))

    first = caught.value.fields[0]
    assert first.field == "lead"
    assert first.length == 90 * 12
    assert 0 < first.over < first.length
    assert first.shorter == "这句话一共有十二个字呢。" * (first.fits // 12)
    assert Paper(press.pdf("sheet", facts(lead=first.shorter))).pages == 1


@pytest.mark.parametrize("size", [{}, {"large": True}, {"paper": "a3", "street": True}, {"paper": "a5"}])
@pytest.mark.parametrize("title", ["三峡古枫香园两日看枫", "恒合土家族乡银龄服务点（样例）", "护理床和防压疮气床垫"])
def test_a_title_is_never_broken_inside_a_name(press: Press, title: str, size: dict[str, Any]) -> None:
    paper = Paper(press.pdf("sheet", facts(title=title, **size)))

    lines = [line.strip() for line in paper.file[0].get_textpage().get_text_range().splitlines()]
    names = [name for name in ("古枫香园", "土家族", "银龄服务点", "护理床", "防压疮", "气床垫") if name in title]
    assert all(any(name in line for line in lines) for name in names), lines


def test_the_pieces_of_a_text_are_the_text() -> None:
    wording = Wording.read(CONTENT / "unbroken.yaml", ["分水镇"])

    assert wording.parts("24式太极拳，分水镇文化站（样例）") == ["24式", "太极拳，", "分水镇", "文化站", "（样例）"]
    assert wording.parts("上午9:00到12:00，与您的邻居") == ["上午", "9:00到", "12:00，", "与您的", "邻居"]
    assert wording.parts("") == [""]


@pytest.mark.parametrize(
    ("language", "sentence", "start"),
    [("zh", "古筝与二胡", "古筝与二胡古筝"), ("en", "Zither and fiddle ", "Zither and")],
)
@pytest.mark.parametrize("template", ["sheet", "lines", "form", "attendance", "tickets", "labels", "day"])
def test_a_title_that_is_too_long_is_named_on_every_paper_with_whole_words_that_fit(
    press: Press, template: str, language: str, sentence: str, start: str
) -> None:
    """A title has no sentences to leave out, so words are."""
    made = EVERY[template] | {"language": language}
    with pytest.raises(TooLong) as caught:
        press.pdf(template, made | {"title": sentence * 60})

    long = next(one for one in caught.value.fields if one.field == "title")
    assert long.length == len(sentence * 60)
    assert long.shorter.startswith(start)
    assert (sentence * 60)[len(long.shorter)] in " 古与二"
    assert Paper(press.pdf(template, made | {"title": long.shorter})).pages == 1


def test_a_page_that_one_shorter_text_cannot_save_says_so(press: Press) -> None:
    rows = [{"name": f"row{number}", "label": "地点", "text": "一句话。" * 60} for number in range(9)]

    with pytest.raises(TooLong) as caught:
        press.pdf("sheet", facts(rows=rows))

    assert all(one.fits == 0 for one in caught.value.fields)


def test_labels_for_things_come_on_sheets_and_each_can_be_read(press: Press) -> None:
    codes = [f"{ADDRESS[:-2]}{number}" for number in range(30, 55)]
    labels = [
        {"name": "轮椅（样例）", "number": f"样例-{code[-2:]}", "phone": "12345", "code": code_of(code)}
        for code in codes
    ]

    first, second = label_sheets(labels)
    paper = Paper(press.pdf("labels", facts(title="物品标签", labels=first)))

    assert (len(first), len(second)) == (21, 4)
    assert paper.pages == 1
    assert sorted(paper.codes) == codes[:21]


LONG_NAMES = {
    "zh": (
        "可折叠轻便铝合金手动轮椅车（带刹车、带脚踏板、加宽座位，样例）",
        "怎么用、坏了、归还",
        "轮椅车",
        "脚踏板",
        "座位",
        "归还",
    ),
    "en": (
        "Foldable aluminium wheelchair with brakes for attendants",
        "How to use, broken, give back",
        "Foldable",
        "attendants",
        "broken",
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_label_with_a_long_name_keeps_to_its_own_frame(press: Press, language: str) -> None:
    name, number, *words = LONG_NAMES[language]
    label = LABEL | {"name": name, "number": number}

    paper = Paper(press.pdf("labels", EVERY["labels"] | {"language": language, "labels": [label] * 21}))

    assert paper.pages == 1
    assert paper.words.count("".join(name.split())) == 21
    for word in words:
        assert sum(line.count(word) for line in paper.lines()) == 21, word
    texts = paper.file[0].get_textpage()
    boxes = [texts.get_charbox(at) for at in range(texts.count_chars()) if texts.get_text_range(at, 1).strip()]
    width, inset = 210 / 25.4 * 72, 8 / 25.4 * 72
    frame = (width - 2 * inset) / 3
    for left, low, right, high in boxes[:160]:
        assert (left - inset) // frame == (right - inset) // frame, "it reaches into the next label"
        over = [
            one
            for one in boxes
            if one[0] < right - 0.2 and one[2] > left + 0.2 and one[1] < high - 0.2 and one[3] > low + 0.2
        ]
        assert len(over) == 1, "it lies on other words"


@pytest.mark.parametrize(
    ("name", "length", "shorter"),
    [("可折叠轻便轮椅，" * 20, 160, "可折叠轻便轮椅，可折叠"), ("Electroencephalographically", 27, "")],
)
def test_a_label_that_cannot_hold_its_name_says_which_text_and_by_how_much(
    press: Press, name: str, length: int, shorter: str
) -> None:
    with pytest.raises(TooLong) as caught:
        press.pdf("labels", EVERY["labels"] | {"labels": [LABEL, LABEL | {"name": name}]})

    long = caught.value.fields[0]
    assert (long.field, long.length) == ("labels.1.name", length)
    assert 0 < long.fits < length
    assert long.shorter.startswith(shorter)


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


def test_a_rare_character_is_left_open_to_be_written_by_hand(press: Press) -> None:
    paper = Paper(press.pdf("sheet", facts(title="样例老人\U0002a6a5")))

    assert paper.says(f"样例老人{MISSING}")


def test_every_character_of_our_own_words_can_be_printed() -> None:
    known = set((FONTS / "characters.txt").read_text(encoding="utf-8"))
    files = [
        *CONTENT.rglob("*.md"),
        *CONTENT.rglob("*.po"),
        *CONTENT.glob("service_points/*"),
        *CONTENT.glob("divisions/*"),
    ]
    ours = {one for path in files for one in path.read_text(encoding="utf-8")}

    assert {one for one in ours - known if one.isprintable()} == set(), "Run `make fonts`."
    assert set((FONTS / "standard_characters.txt").read_text(encoding="utf-8")) <= known
    assert all(known <= characters_of(FONTS / name) for name in FACES)


def test_the_squares_grow_with_the_distance_and_are_never_too_fine() -> None:
    assert module_mm("counter") == LEAST_MM
    assert module_mm("counter") < module_mm("wall") < module_mm("street")
    # The largest code on the largest paper still leaves a margin on both sides.
    assert side_mm(len(qr.matrix(ADDRESS, "M")), "street") < 297 - 2 * 14


def test_a_short_upper_case_address_needs_fewer_squares() -> None:
    long = "https://wanzhou-elders.example/fraud-warnings/fake-customer-service-screen-sharing?from=poster"

    assert len(qr.matrix(ADDRESS, "M")) < len(qr.matrix(long, "M"))


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


def test_a_full_shelf_goes_on_on_the_next_page(press: Press) -> None:
    ready = [f"样例辅具第{number}种：{number:04}" for number in range(1, 90)]

    paper = Paper(press.pdf("day", EVERY["day"] | {"ready": ready}))

    assert paper.cut_off == ""
    assert all(paper.says(line) for line in ready)


def test_what_fits_on_a_page_is_never_torn_apart(press: Press) -> None:
    people = [ENTRY | {"name": f"样例老人{number}", "phone": f"最后{number}"} for number in range(1, 13)]

    paper = Paper(press.pdf("day", EVERY["day"] | {"sections": [{"heading": "来取的", "entries": people}]}))

    assert paper.pages > 1
    for page in paper.file:
        said = str(page.get_textpage().get_text_range())
        assert said.count("样例老人") == said.count("编号"), "A name stands with its own lines to write on."
