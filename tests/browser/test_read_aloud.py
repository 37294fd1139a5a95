"""The browser reads a page aloud where it has a voice for its language; where it has none, no button is shown."""

import json

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.once]
# A browser's voice that only writes down what it was told to say.
VOICES = """
window.told = [];
window.SpeechSynthesisUtterance = function (words) { this.words = words; };
Object.defineProperty(window, "speechSynthesis", {value: {
  speaking: false, getVoices: () => %s, speak: one => window.told.push(one.words), cancel: () => {},
}});
"""
SPOKEN, WARNING = "/posters/course/baduanjin/spoken", "/fraud-warnings/late-love-online"


def opened(page: Page, path: str, *languages: str) -> Page:
    page.add_init_script(VOICES % json.dumps([{"lang": one} for one in languages]))
    page.goto(path)
    return page


@pytest.mark.parametrize("languages", [(), ("en-GB", "fr-FR")])
def test_without_a_voice_for_the_language_there_is_no_dead_button(page: Page, languages: tuple[str, ...]) -> None:
    expect(opened(page, WARNING, *languages).locator("[data-read-aloud]")).to_be_hidden()


@pytest.mark.parametrize("language", ["zh-CN", "zh_CN", "cmn-Hans-CN"])
def test_the_words_for_the_loudspeaker_are_read_and_nothing_around_them(page: Page, language: str) -> None:
    opened(page, SPOKEN, language).locator("[data-read-aloud]").click()

    assert page.evaluate("window.told") == [page.locator("blockquote").first.inner_text()]


def test_a_warning_is_read_with_a_breath_after_each_paragraph(page: Page) -> None:
    opened(page, WARNING, "en-GB", "zh-CN").locator("[data-read-aloud]").click()

    told = page.evaluate("window.told")
    assert told[0] == page.locator("h1").inner_text()
    assert "该怎么做" in told
    assert not [one for one in told if "‹" in one or "海报" in one]
