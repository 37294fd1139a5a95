"""Sheets of many: numbered lines to write on, and labels to stick on things."""

from collections.abc import Sequence
from typing import Any

LINES = 20
LABELS_ON_A_SHEET = 21


def numbered(
    columns: Sequence[tuple[str, int | str]], rows: Sequence[Sequence[str]] = (), *, lines: int = LINES
) -> dict[str, Any]:
    """Facts for the template `lines`: known rows first, blank ones after, all numbered.

    A column is its heading and its width in millimetres, or "rest" for what is left over.
    """
    blank = [""] * len(columns)
    filled = [list(row) for row in rows] + [blank] * (lines - len(rows))
    return {
        "columns": ["", *(heading for heading, _ in columns)],
        "widths": [9, *(width for _, width in columns)],
        "lines": [[str(number), *row] for number, row in enumerate(filled, start=1)],
    }


def label_sheets(labels: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Labels of `name`, `number`, `phone` and `code`, a sheet of paper at a time, for the template `labels`."""
    return [list(labels[start : start + LABELS_ON_A_SHEET]) for start in range(0, len(labels), LABELS_ON_A_SHEET)]
