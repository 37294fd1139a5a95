"""Somebody curious presses every kind of link there is, in both languages, and is never lost."""

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.support.html import Page
from tests.support.visitor import Visitor

# A choice of language, size or colours is another view of the same page; the walk makes that choice once.
CHOICES = {"lang", "size", "theme"}
FEWEST_PAGES = 300
# The weeks of fifty-two towns differ in a number alone: some of them stand for all of them.
NUMBER = re.compile(r"\d+")
MOST_OF_ONE_SHAPE = 4
PAGES = "text/html"
# Guides that belong to the site as a whole have one address only; the other leads there for good.
LEADS_ON = {"/guides/accessibility-statement": 301, "/guides/privacy": 301}


def links(page: Page) -> set[str]:
    """The addresses of ours on this page, without the place on the page."""
    found = set()
    for element in page.root.iter("a"):
        href = urldefrag(urljoin(page.path, element.get("href") or "")).url
        parts = urlsplit(href)
        is_choice = any(part.partition("=")[0] in CHOICES for part in parts.query.split("&"))
        if not parts.scheme and not parts.netloc and not is_choice:
            found.add(href)
    return found


@pytest.mark.once
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_leads_to_a_page_that_is_fit_to_be_seen(reader: Visitor, language: str) -> None:
    reader.choose(lang=language)
    waiting, seen, problems = {"/"}, set[str](), list[str]()
    shapes = Counter[str]()

    while waiting:
        path = min(waiting)
        seen.add(path)
        waiting.discard(path)
        shapes[NUMBER.sub("0", path)] += 1
        if shapes[NUMBER.sub("0", path)] > MOST_OF_ONE_SHAPE:
            continue
        try:
            page = reader.open(path, LEADS_ON.get(path, 200))
        except AssertionError as problem:
            problems.append(str(problem))
        else:
            if path in LEADS_ON:
                waiting |= {page.location} - seen
            elif page.response.headers["content-type"].startswith(PAGES):
                waiting |= links(page) - seen

    assert not problems, "\n".join(problems)
    assert len(seen) > FEWEST_PAGES
