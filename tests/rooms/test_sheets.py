"""A table that staff take away holds what people typed, and nothing that runs."""

from io import BytesIO
from zipfile import ZipFile

from portal.web.sheets import xlsx


def test_what_somebody_typed_never_becomes_a_formula_or_a_link() -> None:
    answer = xlsx(
        "list", ["姓名", "电话"], [["=1+1", "https://example.invalid/"], ["样例老人甲", None], ["@SUM(A1)", 3]]
    )

    with ZipFile(BytesIO(answer.body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=1+1" in words
    assert "样例老人甲" in words
