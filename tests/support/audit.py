"""What must be true of every page, looked at whenever any test opens one."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from tests.support.html import Page, words, words_of

# Three words in a row are a sentence that nobody translated; two may be a name, like "WeChat Pay".
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){2,}")
# A town or an office keeps its Chinese name on an English page; a sentence does not.
CHINESE = re.compile(r"[\u4e00-\u9fff]{9,}|[\u4e00-\u9fff]+[，。；！？]")
# A Chinese mark brings its own room along; another blank after it is a hole in the line.
GAP = re.compile(r"[。！？；：，、][ \t\n\u00a0\u3000]+(?=[「『“《（\u4e00-\u9fff])")
# What stands within a line; everything else begins one of its own.
IN_LINE = {"a", "abbr", "b", "code", "del", "em", "ins", "kbd", "q", "samp", "small", "span", "strong", "time"}
# The desk shows the lines of a text as they were written here.
KEEPS_LINES = {"dd", "del", "ins", "textarea"}
NO_LABEL_NEEDED = {"hidden", "submit", "button", "image", "reset"}
READ_ALOUD = ("aria-label", "alt", "title", "placeholder")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list", "form")
NOT_PROSE = {"script", "style", "code", "kbd", "samp"}


def audit(page: Page, *, is_public: bool) -> None:
    """Fail with everything that is wrong with this page, not only with the first thing."""
    found = list(problems(page, is_public=is_public))
    assert not found, f"{page.path} ({page.status}) is not fit to be seen:\n  " + "\n  ".join(found)


def problems(page: Page, *, is_public: bool) -> Iterator[str]:
    root = page.root
    yield from page.mistakes
    yield from _one_heading(page)
    yield from _names(root)
    yield from _labels(root)
    yield from _said_twice(page)
    yield from _policy(root)
    yield from _language(page)
    if is_public:
        yield from _help(root)


def fragment_problems(page: Page) -> Iterator[str]:
    """The same for a piece of a page, which htmx puts into one that stands."""
    parser = html5lib.HTMLParser()
    parser.parseFragment(page.html, container="div")
    yield from (f"line {line}: {code} {facts or ''}" for (line, _), code, facts in parser.errors)
    yield from _names(page.root, closed=False)
    yield from _labels(page.root)
    yield from _policy(page.root)


def _one_heading(page: Page) -> Iterator[str]:
    headings = [words(element) for element in page.root.iter("h1")]
    if len(headings) != 1:
        yield f"has {len(headings)} h1 instead of one: {headings}"
    if len(list(page.root.iter("main"))) != 1:
        yield "has not exactly one main"
    # A heading may carry a tag, like "sample", that the title leaves out.
    if not page.h1 or not page.title or (page.h1 not in page.title and page.title.partition(" - ")[0] not in page.h1):
        yield f"its title {page.title!r} does not say what its h1 says: {page.h1!r}"


def _names(root: Element, *, closed: bool = True) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {name!r} is used {count} times" for name, count in ids.items() if count > 1)
    if not closed:
        return
    for element in root.iter():
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute}={name!r} of <{element.tag}> points to nothing"
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"the link {href!r} points to nothing"


def _labels(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    inside = {id(element) for label in root.iter("label") for element in label.iter()}
    for element in root.iter():
        named = bool(element.get("aria-label") or element.get("aria-labelledby"))
        if element.tag in {"input", "select", "textarea"} and element.get("type") not in NO_LABEL_NEEDED:
            if not (named or element.get("id") in labelled or id(element) in inside):
                yield f"<{element.tag} name={element.get('name')!r}> has no label"
        elif element.tag == "img" and element.get("alt") is None:
            yield f"the image {element.get('src')!r} has no alt"
        elif element.tag in {"a", "button"} and not (named or words(element) or _image_words(element)):
            yield f"<{element.tag} href={element.get('href')!r}> says nothing"
        elif element.tag == "fieldset" and element.find("legend") is None:
            yield "a fieldset has no legend"


def _said_twice(page: Page) -> Iterator[str]:
    """Where the heading of a page is what a group asks, it stands in the legend: a screen reader says it once."""
    for legend in page.main.iter("legend"):
        if words(legend) == page.h1 and legend.find("h1") is None:
            yield f"asks {page.h1!r} twice, in its heading and in a legend"


def _image_words(element: Element) -> bool:
    return any(child.get("alt") for child in element.iter("img"))


def _policy(root: Element) -> Iterator[str]:
    """What the content security policy would refuse, or what would work only with scripts."""
    for element in root.iter():
        if element.tag == "style" or element.get("style") is not None:
            yield f"<{element.tag}> carries its own style"
        if element.tag == "script" and not element.get("src"):
            yield "a script stands in the page"
        yield from (f"<{element.tag}> has {name}" for name in element.attrib if name.startswith("on"))
        if (element.get("href") or "").lower().startswith(("javascript:", "data:")):
            yield f"the link {element.get('href')!r} runs a script"


def _language(page: Page) -> Iterator[str]:
    language = page.root.get("lang") or ""
    said = page.response.headers.get("content-language")
    if language not in {"zh-CN", "en"}:
        yield f"its language is {language!r}"
    if said is not None and said != language:
        yield f"says lang={language!r} but is sent as {said!r}"
    foreign = ENGLISH if language == "zh-CN" else CHINESE
    yield from (f"is not translated: {text!r}" for text in _foreign(page.root, foreign))
    if language == "zh-CN":
        yield from (f"leaves a hole after a mark: {text!r}" for text in gaps(page.root))


def gaps(root: Element) -> Iterator[str]:
    """Blanks after a Chinese mark, wherever Chinese goes on in the same line."""
    for line in "".join(_in_lines(root)).split("\0"):
        yield from (line[max(0, found.start() - 8) : found.end() + 8] for found in GAP.finditer(line))


def _in_lines(element: Element, *, kept: bool = False) -> Iterator[str]:
    ends = "" if element.tag in IN_LINE else "\0"
    kept = kept or element.tag in KEEPS_LINES
    yield ends
    if element.tag in NOT_PROSE:
        yield "\ufffc"
    else:
        yield _broken(element.text, kept=kept)
        for child in element:
            yield from _in_lines(child, kept=kept) if child.get("lang") != "en" else ()
            yield _broken(child.tail, kept=kept)
    yield ends


def _broken(text: str | None, *, kept: bool) -> str:
    return (text or "").replace("\n", "\0" if kept else "\n")


def _foreign(element: Element, foreign: re.Pattern[str]) -> Iterator[str]:
    """Words of the other language, except where a `lang` says that they are meant."""
    if element.tag in NOT_PROSE:
        return
    for attribute in READ_ALOUD:
        found = foreign.search(element.get(attribute) or "")
        if found:
            yield found.group()
    for text in (element.text, *(child.tail for child in element)):
        found = foreign.search(text or "")
        if found:
            yield found.group()
    for child in element:
        if child.get("lang") is None:
            yield from _foreign(child, foreign)


def _help(root: Element) -> Iterator[str]:
    """Whoever is stuck can always call somebody: a number stands outside the main part too."""
    main = root.find(".//main")
    inside = {id(element) for element in main.iter()} if main is not None else set()
    numbers = [a for a in root.iter("a") if (a.get("href") or "").startswith("tel:") and id(a) not in inside]
    if not numbers:
        yield "offers no number to call outside its main part"
    yield from (
        f"the number {a.get('href')!r} is not written out" for a in numbers if not re.search(r"\d", words_of(a))
    )
