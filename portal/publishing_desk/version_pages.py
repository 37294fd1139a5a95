"""Looking back and looking ahead: versions side by side, and a text as residents will see it."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.kernel.errors import NotFound
from portal.kernel.language import HTML_LANG, LANGUAGES
from portal.publishing.filling import not_in_english
from portal.publishing.kinds import PublicationKind
from portal.publishing.listing import show_page
from portal.publishing.questions import Document, answers_of, lengths_in, questions_of
from portal.publishing_desk import service, store
from portal.publishing_desk.doors import AnyDesk, Editor
from portal.publishing_desk.forms import label_of
from portal.publishing_desk.rules import differences
from portal.publishing_desk.staff_pages import KindPages
from portal.web.csrf import Typed, whole_number
from portal.web.preferences import SIZES, THEMES, Preferences
from portal.web.sessions import Reading, Writing
from portal.web.view import say, see_other


def version_router(kind: PublicationKind) -> APIRouter:
    """The routes of one kind."""
    router = APIRouter(prefix=kind.desk_path)
    pages = VersionPages(kind)
    for path, name in (
        ("/{number}/versions", "versions"),
        ("/{number}/preview", "preview"),
        ("/{number}/preview/{look}", "preview_page"),
        ("/{number}/poster.pdf", "poster"),
    ):
        router.add_api_route(path, getattr(pages, name), name=pages.named(name), methods=["GET"])
    router.add_api_route(
        "/{number}/versions/{old}/restoration", pages.restore, name=pages.named("restore"), methods=["POST"]
    )
    return router


class VersionPages(KindPages):
    """The versions and previews of one kind."""

    def versions(self, request: Request, session: Reading, staff: AnyDesk, number: int) -> Response:
        """The list, and below it any two of them side by side: the last two unless others were asked for."""
        row = self._row(session, number)
        found = store.versions(session, row)
        numbers = [one.number for one in found]
        newer = _asked(request, "newer", numbers, numbers[0] if numbers else 0)
        older = _asked(request, "older", numbers, numbers[min(1, len(numbers) - 1)] if numbers else 0)
        rows = []
        if numbers:
            before, after = (dict(store.version(session, row, one).document) for one in (older, newer))
            rows = self._compared(request, before, after)
        return self._page(
            request,
            "versions",
            staff,
            it=row,
            found=found,
            newer=newer,
            older=older,
            rows=rows,
            title=row.texts["zh"].title,
            may_restore="editor" in staff.roles and row.work_state in {"draft", "published"},
        )

    def restore(
        self, request: Request, session: Writing, staff: Editor, number: int, old: int, typed: Typed
    ) -> Response:
        row = self._row(session, number, lock=True)
        version = whole_number(typed, "version")
        service.restore(session, self.desk(request), row, number=old, version=version, by=staff)
        return see_other(self.path(request, "review", number=number))

    def preview(self, request: Request, session: Reading, staff: AnyDesk, number: int) -> Response:
        row = self._row(session, number)
        document = store.working_document(row)
        return self._page(
            request,
            "preview",
            staff,
            it=row,
            title=(document.get("title") or {}).get("zh", ""),
            languages=LANGUAGES,
            sizes=list(SIZES),
            themes=list(THEMES),
            untranslated=not_in_english(document),
        )

    def preview_page(self, request: Request, session: Reading, staff: AnyDesk, number: int, look: str) -> Response:
        """The page of residents, with their eyes: `zh-3-dark` is Chinese, in the largest type, on black."""
        del staff
        asked = Preferences.from_cookie(look)
        if asked.to_cookie() != look:
            raise NotFound
        row = self._row(session, number)
        shown = service.as_it_would_be(self.desk(request), row)
        request.state.preferences = asked
        response = show_page(request, shown, room=self.kind.room)
        response.headers["cache-control"] = "no-store"
        return response

    def poster(self, request: Request, session: Reading, staff: AnyDesk, number: int) -> Response:
        """The sheet for the wall, as it will be printed."""
        del staff
        shown = service.as_it_would_be(self.desk(request), self._row(session, number))
        response: Response = request.app.state.draw_poster(request, shown)
        return response

    def _compared(self, request: Request, before: Document, after: Document) -> list[dict[str, Any]]:
        lengths = {
            name: max(lengths_in(before).get(name, 0), lengths_in(after).get(name, 0))
            for name in {**lengths_in(before), **lengths_in(after)}
        }
        questions = {one.name: one for one in questions_of(self.kind.schema, lengths=lengths)}
        old, new = answers_of(before, list(questions.values())), answers_of(after, list(questions.values()))
        return [
            {
                "label": label_of(questions[one.name], partial(say, request)),
                "before": self._told(request, questions[one.name], old.get(one.name)),
                "after": self._told(request, questions[one.name], new.get(one.name)),
                "lang": HTML_LANG[questions[one.name].language or "zh"],
            }
            for one in differences(old, new)
        ]


def _asked(request: Request, name: str, known: list[int], otherwise: int) -> int:
    typed = request.query_params.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed[:9]) in known else otherwise
