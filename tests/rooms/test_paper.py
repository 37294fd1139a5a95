"""The press: Chinese type that is always there, text that stays text, pages that are never overfull."""

from datetime import UTC, datetime

import pytest

from portal.paper import qr
from portal.paper.press import MISSING, Press, TooLong
from portal.paper.rules import LEAST_MM, module_mm, side_mm
from portal.paper.tables import label_sheets
from tests.support.cut_fonts import FACES, characters_of
from tests.support.house import CONTENT, FONTS
from tests.support.paper import Paper
from tests.support.press import ADDRESS, ENTRY, EVERY, LABEL, a_press, code_of, facts

TRICKS = [
    "#panic(1)",
    "*粗* _斜_ $x^2$ `码`",
    '#import "@preview/cetz:0.4.2": *',
    '"), #read("/etc/passwd")',
    r"\u{41} \n // 没了",
    '#eval("1+1") <label> @ref ~ -- ---',
    "= 标题\n- 一\n+ 二",
]


@pytest.fixture(scope="module")
def press() -> Press:
    return a_press()


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
