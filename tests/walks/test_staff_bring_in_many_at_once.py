"""A sheet is tried before anything is written, a formula in it is text, and a course is copied once or as a series."""

import csv
import time
from collections.abc import Sequence
from io import BytesIO, StringIO

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlalchemy import func, select
from xlsxwriter import Workbook

from portal.people.model import AuditEntry
from portal.publishing.model import Publication
from tests.support.desk import EDITOR, KINDS, number_of, one_time_links, sign_in
from tests.support.html import Page
from tests.support.visitor import Visitor

COURSES = "/staff/publications/courses"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Table = Sequence[Sequence[str]]


@pytest.fixture
def editor(visitor: Visitor, app: FastAPI) -> Visitor:
    sign_in(visitor, one_time_links(app)[EDITOR])
    return visitor


def workbook(rows: Table) -> bytes:
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:  # here a text that begins with = does become a formula
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def taken_away(editor: Visitor) -> list[list[str]]:
    data = editor.client.get(f"{COURSES}/export.xlsx").content
    rows = load_workbook(BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def tried(editor: Visitor, rows: Table | bytes, status: int = 200, name: str = "courses.xlsx") -> Page:
    data = rows if isinstance(rows, bytes) else workbook(rows)
    return editor.fill_in(
        editor.open(f"{COURSES}/sheet"), status=status, form=f"{COURSES}/sheet", files={"file": (name, data, XLSX)}
    )


def counted(app: FastAPI) -> tuple[int, int]:
    with app.state.database.reader() as session:
        rows = session.scalar(select(func.count()).select_from(Publication)) or 0
        return rows, session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def column(rows: Table, name: str) -> int:
    return next(number for number, head in enumerate(rows[0]) if head.endswith(f"({name})"))


def many(rows: list[list[str]], count: int) -> list[list[str]]:
    code, title = column(rows, "code"), column(rows, "title_zh")
    made = []
    for number in range(count):
        row = list(rows[1 + number % (len(rows) - 1)])
        row[code], row[title] = "", f"导入的课{number}"
        made.append(row)
    return [rows[0], *made]


def test_five_hundred_courses_are_tried_without_a_trace_and_taken_in_within_twenty_seconds(
    editor: Visitor, app: FastAPI
) -> None:
    rows, before = many(taken_away(editor), 500), counted(app)

    page = tried(editor, rows)
    assert counted(app) == before

    careful = Visitor(editor.client)  # the time of what somebody careless tries first is not meant
    began = time.process_time()
    careful.fill_in(page, form=f"{COURSES}/sheet/import")
    took = time.process_time() - began

    assert counted(app)[0] == before[0] + 500
    assert took < 20


def test_a_sheet_that_comes_back_unchanged_changes_nothing_and_one_changed_cell_changes_one(
    editor: Visitor, app: FastAPI
) -> None:
    rows, before = taken_away(editor), counted(app)
    rows[3][column(rows, "title_zh")] = "改过的题目"

    page = tried(editor, rows)

    assert (page.text.count("新草稿0"), page.text.count("修改1")) == (1, 1)
    editor.fill_in(page, form=f"{COURSES}/sheet/import")
    with app.state.database.reader() as session:
        changed = session.scalars(select(Publication.pending).where(Publication.pending_state == "draft")).all()
    assert [pending["title"]["zh"] for pending in changed if pending] == ["改过的题目"]
    assert counted(app)[0] == before[0]


def test_what_is_wrong_is_named_by_row_and_column_and_nothing_is_written_unless_only_the_good_are_asked_for(
    editor: Visitor, app: FastAPI
) -> None:
    rows, before = many(taken_away(editor), 3), counted(app)
    rows[2][column(rows, "minutes")] = "很久"
    rows[2][column(rows, "town")] = "火星街道"

    page = tried(editor, rows, 422)

    assert "每次课多少分钟 (minutes)" in page.text
    assert "街镇 (town)" in page.text
    assert page.html.count('<th scope="row">3</th>') == 2
    file = page.form(f"{COURSES}/sheet/import").filled({})["file"][0]
    editor.send(f"{COURSES}/sheet/import", 409, answers={"file": file})
    assert counted(app) == before
    editor.fill_in(page, form=f"{COURSES}/sheet/import")
    assert counted(app)[0] == before[0] + 2


def test_a_formula_is_text_on_the_way_in_and_out(editor: Visitor, app: FastAPI) -> None:
    rows = many(taken_away(editor), 1)
    rows[1][column(rows, "title_zh")] = '=HYPERLINK("http://evil.example")'
    rows[1][column(rows, "sample")] = "是"

    editor.fill_in(tried(editor, rows), form=f"{COURSES}/sheet/import")

    data = editor.client.get(f"{COURSES}/export.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(data)) for cell in row if "HYPERLINK" in cell]
    assert cells == ['\'=HYPERLINK("http://evil.example")']
    book = load_workbook(BytesIO(editor.client.get(f"{COURSES}/export.xlsx").content), read_only=True)
    found = [cell for row in book.worksheets[0].iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert [cell.data_type for cell in found] == ["s"]
    assert "修改0" in tried(editor, data.encode(), name="courses.csv").text
    assert counted(app)


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"PK\x03\x04 no sheet", "a.xlsx"), (b"", "a.xlsx"), (b"\xff\xfe\x00", "a.csv"), (b"x,y\n1,2\n", "a.csv")],
)
def test_what_is_no_sheet_of_ours_is_refused_with_the_reason(editor: Visitor, data: bytes, name: str) -> None:
    assert tried(editor, data, 422, name).errors


def test_last_terms_course_is_copied_and_all_its_days_move(editor: Visitor, app: FastAPI) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"

    page = editor.fill_in(editor.open(f"{address}/copies"), {"first_day": "2027-03-05"}, form=f"{address}/copies")

    form = editor.open(f"{page.location}/text").form(f"{page.location}/text").filled({})
    assert form["starts"] == ["2027-03-05"]
    assert form["title_zh"] == ["二胡（入门）"]
    assert "草稿" in editor.open(page.location).text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_copy_for_a_day_that_nobody_plans_with_is_asked_again(editor: Visitor, app: FastAPI, day: str) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"

    page = editor.fill_in(editor.open(f"{address}/copies"), {"first_day": day}, 422, form=f"{address}/copies")

    assert page.errors


def test_a_match_every_week_shows_its_days_first_and_leaves_out_new_year(editor: Visitor, app: FastAPI) -> None:
    kind = KINDS["sports_event"]
    address = f"{kind.desk_path}/{number_of(app, 'baduanjin-show')}"
    before = counted(app)[0]
    rule = {"rhythm": "week", "count": "3", "skipped": "", "holidays": "y"}

    page = editor.fill_in(editor.open(f"{address}/copies"), rule, 200, form=f"{address}/series")

    assert "就是这些日子" in page.text
    assert counted(app)[0] == before
    editor.fill_in(page, {"sure": "y"}, form=f"{address}/series")
    assert counted(app)[0] - before in {2, 3}


def test_a_day_that_is_none_is_named_and_what_was_typed_stays(editor: Visitor, app: FastAPI) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"

    page = editor.fill_in(
        editor.open(f"{address}/copies"),
        {"rhythm": "month", "count": "99", "skipped": "下周"},
        422,
        form=f"{address}/series",
    )

    assert len(page.errors) == 2
    assert "下周" in page.html
