"""What is read out: no figure left, under a minute, and the number to call comes last."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel import speaking
from tests.rooms.test_posters import FOLDERS, slugs
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026年12月9日", "二零二六年十二月九日"),
        ("上午8:30", "上午八点半"),
        ("下午2:05", "下午两点零五分"),
        ("下午2:30", "下午两点半"),
        ("中午12:00", "中午十二点"),
        ("一共2天，2个人，走2公里", "一共两天，两个人，走两公里"),
        ("12天，2.2米，第2天，12月2日，2楼，22个", "十二天，二点二米，第二天，十二月二日，二楼，二十二个"),
        ("打110", "打幺幺零"),
        ("打96110或12345", "打九六幺幺零或幺二三四五"),
        ("023-0000 0127", "零二三，零零零零，零幺二七"),
        ("110元", "一百一十元"),
        ("205人", "二百零五人"),
        ("10010步", "一万零十步"),
        ("12345元", "一万二千三百四十五元"),
        ("1200米", "一千二百米"),
        ("12.50元", "十二点五零元"),
        ("5%", "百分之五"),
        ("14天", "十四天"),
    ],
)
def test_it_is_written_as_it_is_spoken(written: str, said: str) -> None:
    assert speaking.aloud(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (10, "十"), (110, "一百一十"), (1005, "一千零五"), (20000, "二万"), (100200, "十万零二百")],
)
def test_a_number_is_said_in_words(number: int, said: str) -> None:
    assert speaking.in_words(number) == said


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789年月日:元打人%. -", max_size=30))
def test_no_figure_is_left_whatever_was_written(text: str) -> None:
    assert not re.search(r"\d", speaking.aloud(text))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", FOLDERS)
def test_every_kind_can_be_read_out_within_a_minute(reader: Visitor, kind: str, language: str) -> None:
    reader.choose(lang=language)

    for slug in slugs(kind)[::4]:
        page = reader.open(f"/posters/{kind}/{slug}/spoken")
        said = page.main.find(".//blockquote")
        assert said is not None
        words = "".join(said.itertext()).strip()
        assert speaking.seconds(words) <= 60 if language == "zh" else len(words) <= 60 * 12
        if language == "zh":
            assert not re.search(r"\d", words)
            assert "请听好" in words


def test_a_button_that_reads_aloud_is_hidden_until_there_is_a_voice(reader: Visitor) -> None:
    page = reader.open("/posters/course/baduanjin/spoken")

    buttons = [one for one in page.main.iter("button") if "data-read-aloud" in one.attrib]
    assert [one.get("hidden") is not None for one in buttons] == [True]
