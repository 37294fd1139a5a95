"""Numbers stand in Chinese sentences without a blank: 一共3天, 第3位, 打96110问; one style, as in official letters."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.catalog import read
from tests.support.house import CONTENT, ROOT

HAN = "[\u4e00-\u9fff]"
# A digit, or what the catalogue puts a number into; a full-width blank is one too.
NUMBER = r"(?:\d|%\(\w+\)[sd]|%[sd]|\{\{[^{}]*\}\}|\{\w+\})"
BLANK = "[ \u00a0\u3000\u2009\u202f]+"
STRAY = re.compile(rf"{NUMBER}{BLANK}(?={HAN})|{HAN}{BLANK}(?={NUMBER})")
READ = {".md", ".yaml", ".txt", ".csv"}
FEWEST_TEXTS = 2000


def strays(text: str) -> list[str]:
    return [text[max(0, found.start() - 8) : found.end() + 8] for found in STRAY.finditer(text)]


def said_in_the_catalogue() -> Iterator[str]:
    for message in read("zh"):
        if message.id:
            yield from message.string if isinstance(message.string, tuple | list) else [str(message.string)]


def test_the_catalogue_writes_numbers_without_blanks() -> None:
    texts = list(said_in_the_catalogue())

    assert len(texts) > FEWEST_TEXTS
    assert [stray for text in texts for stray in strays(text)] == []


def strays_in(file: Path) -> list[str]:
    """What a hole in a line of code holds is not known, so there only digits count."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [one for line in lines for one in strays(line.replace("{", "") if file.suffix == ".py" else line)]


def test_the_content_and_the_auditor_write_numbers_without_blanks() -> None:
    files = [file for file in CONTENT.rglob("*") if file.suffix in READ]
    files += [file for file in (ROOT / "accessibility").rglob("*") if file.suffix in {".py", ".yaml"}]

    assert len(files) > 100
    assert {str(file.relative_to(ROOT)): wrong for file in files if (wrong := strays_in(file))} == {}


@pytest.mark.parametrize(
    "said",
    ["一共1 天", "第 3 位", "第%(place)s 位", "打 96110问", "一共\u3000%(count)s家", "{days} 天", "如 2026-12-25"],
)
def test_a_stray_blank_is_seen(said: str) -> None:
    assert strays(said)


@pytest.mark.parametrize("said", ["一共3天", "第%(place)s位", "135 0000 0001", "- 3天", "K7M 2P是短码"])
def test_a_blank_between_digits_or_words_is_none(said: str) -> None:
    assert strays(said) == []


def test_neither_the_screen_nor_the_paper_puts_one_in() -> None:
    """Browsers and the press set a small gap there by themselves unless they are told not to."""
    assert "text-autospace: no-autospace" in (ROOT / "static" / "css" / "base.css").read_text(encoding="utf-8")
    assert "cjk-latin-spacing: none" in (ROOT / "templates" / "print" / "layout.typ").read_text(encoding="utf-8")
