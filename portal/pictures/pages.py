"""Pictures as browsers get them, and the form that adds one."""

import re

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from portal.drafting import uploads
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.people.doors import Staff, anyone
from portal.pictures import service
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing_desk.doors import Editor
from portal.publishing_desk.staff_pages import KindPages
from portal.storage.keeping import Uploads
from portal.web.csrf import Typed, whole_number
from portal.web.sessions import Reading, Writing
from portal.web.view import see_other

public = APIRouter(dependencies=[Depends(anyone)])
NAME = re.compile(r"[0-9a-f]{64}")
FOR_EVER = "public, max-age=31536000, immutable"


@public.get("/pictures/{name}.{suffix}", name="pictures.file")
def file(request: Request, name: str, suffix: str) -> Response:
    """By the hash of its content, so it never changes."""
    data = service.read(_pictures(request), name, suffix) if NAME.fullmatch(name) and suffix in service.TYPES else None
    if data is None:
        raise NotFound
    return Response(data, media_type=service.TYPES[suffix], headers={"cache-control": FOR_EVER})


def picture_router(kind: PublicationKind) -> APIRouter:
    router = APIRouter(prefix=kind.desk_path)
    pages = PicturePages(kind)
    router.add_api_route("/{number}/picture", pages.picture, name=pages.named("picture"), methods=["GET"])
    router.add_api_route("/{number}/picture", pages.add, name=pages.named("add_picture"), methods=["POST"])
    return router


class PicturePages(KindPages):
    """Adding a picture to one text."""

    templates = "pictures"

    def picture(self, request: Request, session: Reading, staff: Editor, number: int) -> Response:
        return self._form(request, staff, self._row(session, number))

    def add(self, request: Request, session: Writing, staff: Editor, number: int, typed: Typed) -> Response:
        row = self._row(session, number, lock=True)
        described = {name: str(typed.get(f"described_{name}", "")).strip()[:200] for name in ("zh", "en")}
        given = typed.get("photos")
        wrong = {}
        if not described["zh"]:
            wrong["described_zh"] = msgid("Please say in words what the picture shows.")
        address = ""
        try:
            data = given.file.read(uploads.MOST_BYTES + 1) if isinstance(given, UploadFile) else b""
            address = service.made(_pictures(request), data)
        except Refusal as refusal:
            wrong["photos"] = refusal.key
        if wrong:
            return self._form(request, staff, row, wrong=wrong, described=described)
        service.added(
            session,
            self.desk(request),
            row,
            address=address,
            described=described,
            version=whole_number(typed, "version"),
            by=staff,
        )
        return see_other(self.path(request, "review", number=number))

    def _form(
        self,
        request: Request,
        staff: Staff,
        row: Publication,
        *,
        wrong: dict[str, str] | None = None,
        described: dict[str, str] | None = None,
    ) -> Response:
        return self._page(
            request,
            "add",
            staff,
            status=422 if wrong else 200,
            it=row,
            wrong=wrong or {},
            described=described or {"zh": "", "en": ""},
        )


def _pictures(request: Request) -> Uploads:
    pictures: Uploads = request.app.state.storage.pictures
    return pictures
