"""The squares of a QR code: alphanumeric mode where the text allows it, as one small drawing."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from portal.paper.rules import QUIET


@lru_cache(maxsize=2048)
def matrix(text: str, level: Literal["M", "Q"] = "Q") -> tuple[tuple[bool, ...], ...]:
    """Rows of squares, dark ones true, without the quiet zone."""
    from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q  # noqa: PLC0415  # it brings a library for pictures,
    from qrcode.main import QRCode  # noqa: PLC0415  # which no list and no home page needs

    code = QRCode(error_correction={"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q}[level], border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


def runs(rows: Sequence[Sequence[bool]], *, overlap: str = "1") -> str:
    """Runs of dark squares as one stroke each, which keeps the drawing near one kilobyte."""
    return "".join(_row(row, QUIET + number, overlap) for number, row in enumerate(rows))


def drawing(rows: Sequence[Sequence[bool]]) -> str:
    """The same as a whole SVG for the press; the strokes overlap a little, so that no viewer shows a seam."""
    size = len(rows) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#000" d="{runs(rows, overlap="1.02")}"/></svg>'
    )


def _row(cells: Sequence[bool], number: int, height: str) -> str:
    drawn, start = [], None
    for column, dark in enumerate([*cells, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            drawn.append(f"M{start + QUIET} {number}h{column - start}v{height}h-{column - start}z")
            start = None
    return "".join(drawn)
