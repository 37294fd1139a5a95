"""Markdown from staff and content files, rendered inert: no HTML of theirs, no script, no foreign form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

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
PICTURE_TAGS = {"picture", "source", "img"}
PICTURE = re.compile(r"picture:([0-9a-f]{64})-(\d{1,4})x(\d{1,4})")
ATTRIBUTES = {
    "a": {"href"},
    "source": {"type", "srcset"},
    "img": {"src", "alt", "width", "height", "loading"},
}


def _picture(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A picture of ours with its description; of any other only its words are left."""
    token = tokens[index]
    words = escape(renderer.renderInlineAsText(token.children or [], options, env))
    found = PICTURE.fullmatch(str(token.attrGet("src") or ""))
    if found is None or not words:
        return str(words)
    name, width, height = found.groups()
    at = f"{env.get('prefix', '')}/pictures/{name}"
    return (
        f'<picture><source type="image/webp" srcset="{at}.webp">'
        f'<img src="{at}.jpg" alt="{words}" width="{width}" height="{height}" loading="lazy"></picture>'
    )


@cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  # seventy modules that a portal without a long text yet can spare

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.add_render_rule("image", _picture)
    return made


@lru_cache(maxsize=1024)
def markdown(text: str, prefix: str = "") -> Markup:
    """Safe markup; a first-level heading becomes a second-level one, since the page has its own."""
    html = _renderer().render(text, {"prefix": prefix}).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        html,
        tags=TAGS | PICTURE_TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "tel", "mailto"},
        link_rel=None,
    )
    return Markup(clean)  # noqa: S704  # cleaned one line above
