"""QR codes as small SVG drawings: one path, alphanumeric mode where the text allows it."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

QUIET = 4


@lru_cache(maxsize=2048)
def svg(text: str, title: str) -> Markup:
    """The drawing of `text`, named `title` for those who listen; quiet zone of four modules, correction level Q."""
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows) + 2 * QUIET
    path = "".join(_row(row, QUIET + number) for number, row in enumerate(rows))
    return Markup(
        '<svg class="qr__svg" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        'shape-rendering="crispEdges">'
        '<title>{title}</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    ).format(size=size, title=title, path=path)


def _row(cells: Sequence[bool | None], number: int) -> str:
    """Runs of dark modules as one stroke each, which keeps the drawing near one kilobyte."""
    drawn, start = [], None
    for column, dark in enumerate([*cells, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            drawn.append(f"M{start + QUIET} {number}h{column - start}v1h-{column - start}z")
            start = None
    return "".join(drawn)
