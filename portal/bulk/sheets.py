"""A kind's publications as a sheet and back: one row each, one column a question, answers by their names."""

import csv
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO, StringIO
from typing import Any

from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.publishing.kinds import PublicationKind
from portal.publishing.questions import Document, Question, answers_of, document_of, questions_of
from portal.publishing_desk.forms import Say, label_of

CODE, SHORT_CODE = "code", msgid("Short code")
ROOM = 5  # of each list, like the days of a tour
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 2000
BETWEEN = re.compile(r"[、,，;；|]")
YES = frozenset({"是", "yes", "y", "1", "true", "√"})
# A spreadsheet would take a text that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SECONDS = re.compile(r"\d\d:\d\d:\d\d")
HEADED = re.compile(r"\(([a-z0-9_]+)\)\s*$")


@dataclass(frozen=True)
class SheetRow:
    """One row as it was read: its number in the sheet, the short code of what it changes, and its answers."""

    number: int
    code: str
    document: Document


class Sheet:
    """The columns of one kind, spoken in one language."""

    def __init__(self, kind: PublicationKind, *, say: Say, towns: Mapping[str, str]) -> None:
        lengths = dict.fromkeys({str(one.path[0]) for one in questions_of(kind.schema) if one.number is not None}, ROOM)
        self.questions = questions_of(kind.schema, lengths=lengths)
        self.by_name = {one.name: one for one in self.questions}
        self._say = say
        self._towns = towns
        self._codes = {name: code for code, name in towns.items()}

    def header(self) -> list[str]:
        return [f"{self._say(SHORT_CODE)} ({CODE})", *(self.head(one) for one in self.questions)]

    def head(self, question: Question) -> str:
        return f"{label_of(question, self._say)} ({question.name})"

    def row(self, code: str, document: Document) -> list[str]:
        answers = answers_of(document, self.questions)
        return [code, *(self._cell(one, answers[one.name]) for one in self.questions)]

    def read(self, cells: Sequence[Sequence[Any]]) -> Iterator[SheetRow]:
        """The rows below the header; a blank row is passed over. Raises `Refusal` where the header is not ours."""
        header = [_name(cell) for cell in cells[0]] if cells else []
        if "title_zh" not in header:
            raise Refusal("The first row must name the columns, as in the sheet that you can take away here.")
        for number, row in enumerate(cells[1:], start=2):
            texts = {name: _text(cell) for name, cell in zip(header, row, strict=False) if name}
            if any(texts.values()):
                code = texts.pop(CODE, "")
                yield SheetRow(number, code, document_of(partial(self._answers, texts), self.questions))

    def _cell(self, question: Question, answer: str | list[str]) -> str:
        choices = question.asked.choices or {}
        if isinstance(answer, list):
            return "、".join(self._say(choices.get(one, one)) for one in answer)
        if question.kind == "yes":
            return self._say(msgid("Yes")) if answer else self._say(msgid("No"))
        if question.kind == "town":
            return self._towns.get(answer, answer)
        if answer in choices:
            return self._say(choices[answer])
        return answer.replace("T", " ") if question.kind == "moment" else answer

    def _answers(self, texts: Mapping[str, str], name: str) -> list[str]:
        text, question = texts.get(name, ""), self.by_name[name]
        if not text:
            return []
        choices = question.asked.choices
        if choices:
            keys = {self._say(label): key for key, label in choices.items()}
            parts = BETWEEN.split(text) if question.kind == "many" else [text]
            return [keys.get(part.strip(), part.strip()) for part in parts if part.strip()]
        if question.kind == "yes":
            text = "y" if text.lower() in YES else ""
        elif question.kind == "town":
            text = self._codes.get(text, text)
        elif question.kind == "day":
            text = text.partition(" ")[0]
        elif question.kind == "time" and SECONDS.fullmatch(text):
            text = text[:5]
        return [text]


def cells_of(data: bytes, filename: str) -> list[list[Any]]:
    """The cells of an XLSX or CSV file; a formula is its own text. Raises `Refusal` where it is neither."""
    if len(data) > MOST_BYTES:
        raise Refusal("Please choose a sheet of at most 5 MB.")
    rows = _from_xlsx(data) if filename.lower().endswith(".xlsx") else _from_csv(data)
    if len(rows) > MOST_ROWS + 1:
        raise Refusal("Please send at most 2000 rows at a time.")
    return rows


def to_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """With a mark by which Excel knows that it is UTF-8, and an apostrophe before what looks like a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _from_xlsx(data: bytes) -> list[list[Any]]:
    # It weighs eight megabytes, and only who brings in a sheet needs it.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    unreadable = Refusal("This file could not be read. Please choose an XLSX or CSV sheet.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise unreadable
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2)]
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError):
        raise unreadable from None
    return rows


def _from_csv(data: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(StringIO(data.decode(encoding), newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Refusal("This file could not be read. Please choose an XLSX or CSV sheet.")


def _name(cell: Any) -> str:
    text = _text(cell)
    found = HEADED.search(text)
    return found[1] if found else text


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)
    text = text.replace("\x00", "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text.removesuffix(" 00:00:00")
