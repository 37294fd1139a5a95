"""Plain words: every rule finds its fault and leaves a kind text alone."""

from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.language import Kind, load, look_at
from accessibility.language.words import FOLDER

LONG = "本办法说的居家改造是指为了方便老人平常过日子对家里的厨房厕所卧室走廊和门口做的改动还有配上拐杖轮椅"
FAULTS: list[tuple[str, Kind, str, str]] = [
    ("sentence-length", "prose", LONG, "家里哪里不方便，我们来改。厨房、厕所、卧室都行。"),
    ("clause-length", "prose", "请您带上身份证和两张照片到街道的服务窗口来", "请带上身份证，到街道的窗口来。"),
    ("double-negative", "prose", "您不得不再来一趟。", "您只好再来一趟。"),
    ("double-negative", "prose", "非本人不可领。", "只有本人能领。"),
    ("double-negative", "prose", "未交照片不予办理。", "先交照片，再办。"),
    ("chain-of-de", "prose", "我们的老师的家里的书", "老师家里有书"),
    ("hard-word", "prose", "届时请携带有效证件。", "到时候请带上身份证。"),
    ("letters-unexplained", "prose", "请打开WiFi。", "请打开无线网（WiFi）。"),
    ("letters-unexplained", "prose", "请装App。", "请装App（手机软件）。"),
    ("button-verb", "button", "确定", "交申请"),
    ("button-verb", "button", "课程", "看课程"),
    ("button-length", "button", "报名这门课并且打印一张回执带走", "报名这门课"),
    ("vague-link", "link", "点击这里", "书法课怎么报名"),
    ("error-tone", "error", "手机号码非法", "请填11位手机号"),
    ("pushing-words", "button", "立即领取", "看补贴怎么领"),
    ("date-for-people", "prose", "2026-11-23开课。", "2026年11月23日开课。"),
    ("time-for-people", "prose", "每天14:30开门。", "每天下午2:30开门。"),
    ("big-number", "prose", "一共10000元。", "一共1万元。"),
    ("money-for-people", "prose", "每月¥30。", "每月30元。"),
    ("phone-grouped", "prose", "电话02300000000。", "电话023-0000 0000。"),
    ("half-width-mark", "prose", "您好,请坐。", "您好，请坐。"),
    ("exclamation", "prose", "快来！！", "请来。"),
]


def rules(text: str, kind: Kind = "prose", language: str = "zh") -> set[str]:
    return {remark.rule for remark in look_at(text, kind=kind, language=language)}


@pytest.mark.parametrize(("rule", "kind", "hard", "kind_text"), FAULTS)
def test_every_rule_finds_what_is_hard_and_is_silent_where_it_is_plain(
    rule: str, kind: Kind, hard: str, kind_text: str
) -> None:
    assert rule in rules(hard, kind)
    assert rules(kind_text, kind) == set()


def test_a_remark_points_to_its_place_and_says_what_could_stand_there() -> None:
    text = "# 通知\n\n请**届时**到窗口来。"

    (remark,) = look_at(text)

    assert text[remark.start : remark.end] == "届时"
    assert remark.instead == ("到时候",)
    assert remark.must_be_mended
    assert "到时候" in remark.says.zh


@pytest.mark.parametrize(
    "text",
    [
        "请看[课程单](https://example.org/2026-11-23/App)。",
        "找到%(count)s门课",
        "{what}报上名了，{day}开始。",
        "短码像K7M2P，里面没有O和I。",
        "依《关于进行适老化改造的通知》办。",
        "地址：a@example.org",
        "公示七天，没有人反对就办。",
        "他把钱存进银行账户。",
    ],
)
def test_addresses_placeholders_titles_and_longer_words_are_left_alone(text: str) -> None:
    assert rules(text) == set()


def test_an_english_page_is_looked_at_with_english_words() -> None:
    assert rules("Prior to the class, bring your card.", language="en") == {"hard-word"}
    assert rules("Submit", "button", "en") == {"button-verb"}
    assert rules("Bring your card before the class.", language="en") == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_names_a_source_and_the_list_says_when_it_was_checked(language: str) -> None:
    words = load(language)

    used = {hard.source for hard in (*words.hard, *words.letters.values())} | {turn.source for turn in words.turns}
    assert used <= set(words.sources)
    assert date.fromisoformat(words.checked) <= date.today()  # noqa: DTZ011 - a list is not checked tomorrow
    assert all(hard.instead for hard in words.hard)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_stands_twice_in_a_list(language: str) -> None:
    rows = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))["hard_words"]

    words = [row["word"] for row in rows]

    assert [word for word in set(words) if words.count(word) > 1] == []


def test_a_kinder_word_is_not_a_hard_one_itself() -> None:
    """What the list proposes may be written without another remark."""
    hard = [word for word in load().hard if word.severity >= 3]

    assert [(word.word, kinder) for word in hard for kinder in word.instead if "hard-word" in rules(kinder)] == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="届时请您来办，。不得%(a)s[]()《》AppWiFi2026-1 \n*#", max_size=80))
def test_whatever_is_written_gets_remarks_that_lie_inside_it(text: str) -> None:
    for remark in look_at(text):
        assert 0 <= remark.start < remark.end <= len(text)
