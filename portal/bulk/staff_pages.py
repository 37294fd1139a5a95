"""Sheets, copies and series at the desk of a kind."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import event, select
from sqlalchemy.orm import undefer
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from portal.bulk import service, sheets
from portal.bulk.rules import MOST, RHYTHMS, days_of_series, days_typed
from portal.db.sessions import ReadSession
from portal.kernel.calendar import holiday
from portal.kernel.errors import Refusal, StorageAway
from portal.kernel.msgid import msgid
from portal.people.doors import Staff
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing_desk import store as desk_store
from portal.publishing_desk.doors import AnyDesk, Editor
from portal.publishing_desk.staff_pages import KindPages
from portal.storage.keeping import Uploads, is_name
from portal.web.csrf import Typed, whole_number
from portal.web.sessions import Reading, Writing
from portal.web.sheets import MEDIA_TYPE, xlsx
from portal.web.view import say, see_other

MOST_WRONG = 200
BOXES = ("first_day", "rhythm", "count", "skipped", "holidays")


def bulk_router(kind: PublicationKind) -> APIRouter:
    """The routes of one kind; they stand before `/{number}`."""
    router = APIRouter(prefix=kind.desk_path)
    pages = BulkPages(kind)
    for path, name, method in (
        ("/sheet", "sheet", "GET"),
        ("/sheet", "try_sheet", "POST"),
        ("/sheet/import", "import_sheet", "POST"),
        ("/export.xlsx", "export_xlsx", "GET"),
        ("/export.csv", "export_csv", "GET"),
        ("/{number}/copies", "copies", "GET"),
        ("/{number}/copies", "copy", "POST"),
        ("/{number}/series", "series", "POST"),
    ):
        router.add_api_route(path, getattr(pages, name), name=pages.named(name), methods=[method])
    return router


class BulkPages(KindPages):
    """Many of one kind at once."""

    templates = "bulk"

    def sheet(self, request: Request, staff: Editor) -> Response:
        return self._sheet_page(request, staff)

    def export_xlsx(self, request: Request, session: Reading, staff: AnyDesk) -> Response:
        del staff
        sheet = self._sheet(request)
        return xlsx(self.kind.folder, sheet.header(), self._rows(session, sheet))

    def export_csv(self, request: Request, session: Reading, staff: AnyDesk) -> Response:
        del staff
        sheet = self._sheet(request)
        headers = {
            "content-disposition": f'attachment; filename="{self.kind.folder}.csv"',
            "cache-control": "no-store",
        }
        body = sheets.to_csv(sheet.header(), self._rows(session, sheet))
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    def try_sheet(self, request: Request, session: Reading, staff: Editor, typed: Typed) -> Response:
        """Nothing is written to the database; the file waits beside it, under the hash of its content."""
        given = typed.get("file")
        try:
            data, filename = _file(given)
            trial = self._tried(request, session, staff, data, filename)
        except Refusal as refusal:
            return self._sheet_page(request, staff, wrong=refusal.key)
        suffix = _suffix(filename)
        file = f"{sha256(data).hexdigest()}{suffix}"
        _sheets(request).put(file, data, media_type=MEDIA_TYPES[suffix])
        return self._page(
            request,
            "trial",
            staff,
            status=422 if trial.wrong else 200,
            trial=trial,
            wrong=trial.wrong[:MOST_WRONG],
            file=file,
        )

    def import_sheet(self, request: Request, session: Writing, staff: Editor, typed: Typed) -> Response:
        filename = str(typed.get("file", ""))
        data = _sheets(request).read(filename) if is_name(filename) else None
        if data is None:
            return self._sheet_page(request, staff, wrong=GONE)
        trial = self._tried(request, session, staff, data, filename)
        if trial.wrong and typed.get("only_good") != "y":
            raise Refusal("Not every row is good, so nothing was written.")
        service.taken_in(session, self.desk(request), trial, by=staff)
        # Not before: whoever reads that nothing could be kept sends the same sheet again.
        event.listen(session, "after_commit", lambda _: _dropped(request, filename), once=True)
        return see_other(self.path(request, "index") + "?state=draft")

    def copies(self, request: Request, session: Reading, staff: Editor, number: int) -> Response:
        return self._copies_page(request, staff, self._row(session, number))

    def copy(self, request: Request, session: Writing, staff: Editor, number: int, typed: Typed) -> Response:
        row = self._row(session, number)
        days, unread = days_typed(str(typed.get("first_day", "")))
        if unread:
            return self._copies_page(request, staff, row, wrong={"first_day": NO_DAY}, typed=typed)
        first = min(days) if days else None
        made = service.copied(session, self.desk(request), row, first_day=first, by=staff)
        return see_other(self.path(request, "review", number=made.id))

    def series(self, request: Request, session: Writing, staff: Editor, number: int, typed: Typed) -> Response:
        """First the days are shown; only with `sure` are the copies made."""
        row = self._row(session, number)
        desk = self.desk(request)
        first = service.first_day_of(desk_store.working_document(row))
        skipped, unread = days_typed(str(typed.get("skipped", "")))
        rhythm, count = typed.get("rhythm"), whole_number(typed, "count")
        wrong = {}
        if unread:
            wrong["skipped"] = NO_DAY
        if not 1 <= count <= MOST:
            wrong["count"] = msgid("Please write a number from 1 to 60.")
        if first is None or rhythm not in RHYTHMS:
            wrong["rhythm"] = msgid("Please choose one of the answers.")
        if wrong or first is None:
            return self._copies_page(request, staff, row, wrong=wrong, typed=typed)
        holidays = typed.get("holidays") == "y"
        days = days_of_series(
            first,
            rhythm=next(one for one in RHYTHMS if one == rhythm),
            count=count,
            skipped=skipped,
            is_holiday=lambda day: holidays and holiday(day, request.app.state.workdays, "zh") is not None,
        )
        if typed.get("sure") not in {"y", "rounds"}:
            return self._copies_page(request, staff, row, days=days, typed=typed)
        if typed.get("sure") == "rounds":
            version = whole_number(typed, "version")
            service.more_rounds(session, desk, row, days, version=version, by=staff)
            return see_other(self.path(request, "review", number=number))
        for day in days:
            service.copied(session, desk, row, first_day=day, by=staff)
        return see_other(self.path(request, "index") + "?state=draft")

    def _copies_page(
        self,
        request: Request,
        staff: Staff,
        row: Publication,
        *,
        wrong: dict[str, str] | None = None,
        typed: FormData | None = None,
        days: Sequence[Any] | None = None,
    ) -> Response:
        document = desk_store.working_document(row)
        kept = {name: str(typed.get(name, "")) if typed else "" for name in BOXES}
        return self._page(
            request,
            "copies",
            staff,
            status=422 if wrong else 200,
            it=row,
            title=(document.get("title") or {}).get("zh", ""),
            first=service.first_day_of(document),
            wrong=wrong or {},
            typed=kept,
            days=days,
            has_rounds="more_days" in self.kind.schema.model_fields,
            has_term="days_off" in self.kind.schema.model_fields,
        )

    def _sheet_page(self, request: Request, staff: Staff, *, wrong: str = "") -> Response:
        return self._page(request, "sheet", staff, status=422 if wrong else 200, wrong=wrong)

    def _sheet(self, request: Request) -> sheets.Sheet:
        towns = {town.code: town.name for town in request.app.state.divisions.towns}
        return sheets.Sheet(self.kind, say=partial(say, request), towns=towns)

    def _rows(self, session: ReadSession, sheet: sheets.Sheet) -> list[list[str]]:
        query = select(self.kind.model).options(undefer(Publication.document), undefer(Publication.pending))
        rows = session.scalars(query.order_by(Publication.id)).all()
        return [sheet.row(row.code, desk_store.working_document(row)) for row in rows]

    def _tried(self, request: Request, session: ReadSession, staff: Staff, data: bytes, name: str) -> service.Trial:
        sheet = self._sheet(request)
        rows = list(sheet.read(sheets.cells_of(data, name)))
        return service.tried(session, self.desk(request), sheet, rows, by=staff)


NO_DAY = msgid("Please write each day like 2026-12-01.")
MEDIA_TYPES = {".xlsx": MEDIA_TYPE, ".csv": "text/csv; charset=utf-8"}
GONE = msgid("The sheet is not here any more. Please choose it again.")
CHOOSE = msgid("Please choose a sheet.")


def _file(given: Any) -> tuple[bytes, str]:
    if not isinstance(given, UploadFile) or not given.filename:
        raise Refusal(CHOOSE)
    return given.file.read(sheets.MOST_BYTES + 1), given.filename


def _suffix(filename: str) -> str:
    return ".xlsx" if filename.lower().endswith(".xlsx") else ".csv"


def _dropped(request: Request, filename: str) -> None:
    """All of it is in already, so whoever sent it hears that, even where the sheet still lies about."""
    with suppress(StorageAway):
        _sheets(request).delete(filename)


def _sheets(request: Request) -> Uploads:
    """Sheets hold nothing about residents; each is removed once it was taken in."""
    kept: Uploads = request.app.state.storage.sheets
    return kept
