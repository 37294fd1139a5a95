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
@pytest.mark.parametrize("template", ["sheet", "lines", "form", "attendance", "tickets"])
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
