"""The eyes of the tests see: every kind of mistake is put into a good page and must be found."""

import httpx2
import pytest

from tests.support.audit import problems
from tests.support.html import Page
from tests.support.visitor import Visitor

GOOD = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>老年课堂 - 万州</title></head>
<body><main id="main"><h1>老年课堂</h1>
<form method="post" action="/x"><label for="name">姓名</label><input id="name" name="name" aria-describedby="hint">
<p id="hint">跟身份证上的一样</p>
<fieldset><legend>为谁办</legend><label><input type="radio" name="who" value="me">我自己</label></fieldset>
<button type="submit">下一步</button></form></main>
<footer><a href="tel:12345">12345</a></footer></body></html>"""


def seen(html: str, language: str = "zh-CN") -> list[str]:
    headers = {"content-type": "text/html", "content-language": language}
    page = Page(path="/courses", response=httpx2.Response(200, text=html, headers=headers))
    return list(problems(page, is_public=True))


def test_a_good_page_is_found_good() -> None:
    assert seen(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<h1>老年课堂</h1>", "<p>老年课堂</p>"),
        ("<h1>老年课堂</h1>", "<h1>老年课堂</h1><h1>再来一个</h1>"),
        ("<title>老年课堂 - 万州</title>", "<title>万州</title>"),
        ("<title>老年课堂 - 万州</title>", ""),
        ("<!DOCTYPE html>", ""),
        ('<p id="hint">', '<p id="hint"><div>段落里不能有块</div>'),
        ('<p id="hint">', '<p id="name">'),
        ('<label for="name">姓名</label>', "<span>姓名</span>"),
        ('aria-describedby="hint"', 'aria-describedby="nothing"'),
        ("<legend>为谁办</legend>", ""),
        ('<button type="submit">下一步</button>', '<button type="submit"></button>'),
        ('lang="zh-CN"', ""),
        ('lang="zh-CN"', 'lang="en"'),
        ('<a href="tel:12345">12345</a>', ""),
        ('<a href="tel:12345">12345</a>', '<a href="tel:12345">打电话</a>'),
        ("跟身份证上的一样", "Please write your name"),
        ('<button type="submit">', '<button type="submit" aria-label="Go to next page">'),
        ("<h1>", '<h1 style="color: red">'),
        ("</body>", "<script>go()</script></body>"),
        ("</body>", "<style>p { color: red }</style></body>"),
        ("<form ", '<form onsubmit="go()" '),
        ('<a href="tel:12345">', '<a href="javascript:call()">1</a><a href="tel:12345">'),
        ("</main>", '<form action="/y"><fieldset><legend>老年课堂</legend></fieldset></form></main>'),
        ("<legend>为谁办</legend>", "<legend>老年课堂</legend>"),
        ("</main>", '<img src="/x.png"></main>'),
        ("</main>", '<a href="#nowhere">看这里</a></main>'),
        ("跟身份证上的一样", "跟身份证上的一样。 不要写错"),
        ("跟身份证上的一样", "<b>请写：</b>\n跟身份证上的一样"),
        ("跟身份证上的一样", "跟身份证上的一样。 <b>不要写错</b>"),
    ],
)
def test_a_mistake_is_seen(good: str, bad: str) -> None:
    assert good in GOOD

    assert seen(GOOD.replace(good, bad)) != []


def test_english_may_stand_where_it_is_said_to_be_english() -> None:
    assert seen(GOOD.replace("</main>", '<a href="?lang=en" lang="en">Read this in English</a></main>')) == []


def test_chinese_on_an_english_page_is_seen() -> None:
    english = GOOD.replace('lang="zh-CN"', 'lang="en"').replace("跟身份证上的一样", "请写您的姓名，跟身份证上的一样。")

    assert any("not translated" in problem for problem in seen(english, "en"))


def test_a_form_cannot_be_filled_in_where_there_is_no_field() -> None:
    page = Page(path="/x", response=httpx2.Response(200, text=GOOD))

    assert page.form().filled({"name": "张小芳", "who": "me"}) == {"name": ["张小芳"], "who": ["me"]}
    with pytest.raises(AssertionError, match="no field"):
        page.form().filled({"phone": "1"})
    with pytest.raises(AssertionError, match="does not offer"):
        page.form().filled({"who": "nobody"})


def test_an_answer_that_was_not_expected_is_noticed(reader: Visitor) -> None:
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        reader.open("/no-such-page")
