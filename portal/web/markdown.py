"""Markdown from staff and content files, rendered inert: no HTML of theirs, no script, no foreign form."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "br",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
}
_RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=1024)
def markdown(text: str) -> Markup:
    """Safe markup; a first-level heading becomes a second-level one, since the page has its own."""
    html = _RENDERER.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "tel", "mailto"}, link_rel=None
    )
    return Markup(clean)  # noqa: S704  # cleaned one line above
