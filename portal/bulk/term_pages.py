"""Every day of a course's term: which of them are holidays, which are off, and which are put in."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.bulk.rules import days_typed
from portal.bulk.staff_pages import NO_DAY
from portal.kernel.calendar import holiday
from portal.kernel.repeating import Term, term
from portal.people.doors import Staff
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.questions import Document
from portal.publishing_desk import service as desk_service
from portal.publishing_desk import store as desk_store
from portal.publishing_desk.doors import Editor
from portal.publishing_desk.staff_pages import KindPages
from portal.web.csrf import Typed, whole_number
from portal.web.sessions import Reading, Writing
from portal.web.view import preferences, see_other


def term_router(kind: PublicationKind) -> APIRouter:
    """The routes of a kind that has a term."""
    router = APIRouter(prefix=kind.desk_path)
    pages = TermPages(kind)
    router.add_api_route("/{number}/term", pages.show, name=pages.named("term"), methods=["GET"])
    router.add_api_route("/{number}/term", pages.save, name=pages.named("keep_term"), methods=["POST"])
    return router


class TermPages(KindPages):
    """The days of one kind."""

    templates = "bulk"

    def show(self, request: Request, session: Reading, staff: Editor, number: int) -> Response:
        """With `?holidays=1` every public holiday is ticked; nothing is kept before it is sent."""
        row = self._row(session, number)
        document = desk_store.working_document(row)
        off, extra = _days(document, "days_off"), _days(document, "extra_days")
        asked = request.query_params.get("holidays") == "1"
        if asked:
            off = self._without_holidays(request, document, off, extra)
        return self._term_page(request, staff, row, off=off, extra=extra, changed=asked)

    def save(self, request: Request, session: Writing, staff: Editor, number: int, typed: Typed) -> Response:
        """First the days are shown as they would be; only with `sure` are they kept, as a new version."""
        row = self._row(session, number, lock=True)
        off = {date.fromisoformat(str(one)) for one in typed.getlist("off") if _is_day(one)}
        extra, unread = days_typed(str(typed.get("extra", "")))
        if unread or typed.get("sure") != "y":
            return self._term_page(request, staff, row, off=off, extra=extra, typed=typed, wrong=bool(unread))
        document = desk_store.working_document(row)
        kept = _rule(document, off=off, extra=extra)
        answers = {"days_off": _written(kept.off), "extra_days": _written(kept.extra)}
        version = whole_number(typed, "version")
        desk_service.rewrite(session, self.desk(request), row, document | answers, version=version, by=staff)
        return see_other(self.path(request, "review", number=number))

    def _without_holidays(self, request: Request, document: Document, off: set[date], extra: set[date]) -> set[date]:
        """Each holiday makes the term longer, so its new days are looked at too."""
        while True:
            days = _rule(document, off=off, extra=extra).days
            more = {day for day in days if holiday(day, request.app.state.workdays, "zh")}
            if not more:
                return off
            off, extra = off | more, extra - more

    def _term_page(
        self,
        request: Request,
        staff: Staff,
        row: Publication,
        *,
        off: set[date],
        extra: set[date],
        typed: FormData | None = None,
        changed: bool = False,
        wrong: bool = False,
    ) -> Response:
        document = desk_store.working_document(row)
        found = _rule(document, off=off, extra=extra)
        language = preferences(request).language
        return self._page(
            request,
            "term",
            staff,
            status=422 if wrong else 200,
            it=row,
            title=(document.get("title") or {}).get("zh", ""),
            days=sorted({*found.planned, *found.extra}),
            term=found,
            holiday=partial(holiday, workdays=request.app.state.workdays, language=language),
            extra=str(typed.get("extra", "")) if typed else "\n".join(_written(extra)),
            wrong={"extra": NO_DAY} if wrong else {},
            unsaved=changed or typed is not None,
        )


def _rule(document: Document, *, off: Iterable[date], extra: Iterable[date]) -> Term:
    first = date.fromisoformat(document["starts"])
    return term(first, map(int, document["weekdays"]), int(document["sessions"]), off=off, extra=extra)


def _days(document: Document, name: str) -> set[date]:
    return {date.fromisoformat(day) for day in document.get(name) or []}


def _written(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _is_day(typed: object) -> bool:
    try:
        date.fromisoformat(str(typed))
    except ValueError:
        return False
    return True
