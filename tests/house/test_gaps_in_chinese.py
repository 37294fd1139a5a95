"""After a Chinese mark the next sentence begins at once: no blank, on no page, on no paper, in no message.

Every page and every paper that any test opens is looked at by `tests/support/audit.py` and `tests/support/paper.py`;
here are the texts that they are made from, with the templates that no test fills in every way.
"""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.house.test_numbers_in_chinese import READ, said_in_the_catalogue
from tests.support.audit import GAP
from tests.support.catalog import read
from tests.support.house import CONTENT, from_root, templates
from tests.support.paper import Paper

STOPS = tuple("。！？；：")
# A sentence of ours, what closes behind it on its line, a blank, and then something that goes on with it.
JOINED = re.compile(
    r'\{\{ _\("((?:[^"\\]|\\.)*)"(?:(?!\}\}).)*\}\}(?:</\w+>|\{% (?:endif|else) %\})*'
    r"(?: +(?:\{% (?:if|for) [^%]*%\})?|\{% (?:if|for) [^%]*%\} +)"
    r"(?:<(?:a|b|del|em|ins|span|strong|time)\b[^>]*>)?(?:\{\{|\{%|<a |<b )"
)
FEWEST_JOINED = 40
PAPERS = (
    "/posters/fraud-warnings.pdf",
    "/posters/course/baduanjin/a4.pdf",
    "/service-points/500101018/card.pdf",
    "/week/500101018/2026-11-23.pdf",
)


def joined(source: str, chinese: dict[str, str]) -> list[str]:
    """Sentences that end with a mark in Chinese and have a blank behind them."""
    found = (one for line in source.splitlines() for one in re.finditer(f"(?={JOINED.pattern})", line))
    return [one[1] for one in found if chinese.get(one[1].replace('\\"', '"'), "").endswith(STOPS)]


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    return {str(one.id): str(one.string) for one in read("zh") if isinstance(one.id, str) and one.id}


def test_no_template_puts_a_blank_behind_a_sentence(chinese: dict[str, str]) -> None:
    """`{{ gap }}` stands there instead: nothing in Chinese, a blank in English."""
    sources = {from_root(path): path.read_text(encoding="utf-8") for path in templates()}

    assert sum(source.count("{{ gap }}") for source in sources.values()) > FEWEST_JOINED
    assert {path: wrong for path, source in sources.items() if (wrong := joined(source, chinese))} == {}


@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Valid until %(day)s.", day=say_date(day)) }} {{ _("Ask at the station whether it is for you.") }}</p>',
        '<b>{{ _("Say:") }}</b> {{ it.words }}',
        '{{ _("Say:") }}</b> {% if there %}<span>{{ it }}</span>',
        '{{ _("Say:") }}{% if there %} {{ _("Bus") }}{% endif %}',
    ],
)
def test_a_blank_behind_a_sentence_is_seen(source: str, chinese: dict[str, str]) -> None:
    assert joined(source, chinese)
    assert joined(re.sub(r"(?<=[}>]) (?=\{)", "{{ gap }}", source), chinese) == []


def test_neither_the_catalogue_nor_the_content_leaves_one() -> None:
    files: list[Path] = [file for file in CONTENT.rglob("*") if file.suffix in READ]
    texts = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]

    assert [text for text in [*said_in_the_catalogue(), *texts] if GAP.search(text)] == []


@pytest.mark.parametrize("path", PAPERS)
def test_no_public_paper_leaves_one(shared_client: TestClient, path: str) -> None:
    shared_client.cookies.clear()

    assert Paper(shared_client.get(path).content).gaps == []


@pytest.mark.parametrize("said", ["补50元。 一个人", "怎么说： 请坐", "您好！\u3000请进", "真的？ “是”"])
def test_a_gap_is_seen(said: str) -> None:
    assert GAP.search(said)
