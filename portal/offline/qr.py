"""QR codes as small SVG drawings for pages: one path, with a name for those who listen."""

from functools import lru_cache

from markupsafe import Markup

from portal.paper.qr import matrix, runs
from portal.paper.rules import QUIET


@lru_cache(maxsize=2048)
def svg(text: str, title: str) -> Markup:
    """The drawing of `text`, named `title` for those who listen; quiet zone of four modules, correction level Q."""
    rows = matrix(text)
    size = len(rows) + 2 * QUIET
    return Markup(
        '<svg class="qr__svg" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        'shape-rendering="crispEdges">'
        '<title>{title}</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    ).format(size=size, title=title, path=runs(rows))
