"""Tables for staff to take away, in a file that every spreadsheet opens."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from starlette.responses import Response

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | None


def xlsx(filename: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """One sheet under a bold header. What people typed stays text: nothing becomes a formula or a link."""
    from xlsxwriter import Workbook  # noqa: PLC0415  # few pages are a table to take away

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        sheet.autofit()
    headers = {"content-disposition": f'attachment; filename="{filename}.xlsx"', "cache-control": "no-store"}
    return Response(out.getvalue(), media_type=MEDIA_TYPE, headers=headers)
