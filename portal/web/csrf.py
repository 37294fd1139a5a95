"""Only our own pages may change something: judged by Sec-Fetch-Site, else Origin, else a token in the form."""

import secrets
from collections.abc import AsyncIterator
from hmac import compare_digest
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData

from portal.kernel.digits import legible, whole
from portal.kernel.errors import Forbidden

COOKIE = "form"
FIELD = "csrf"
MOST_FILES = 12
MOST_FIELDS = 400
MOST_PART_BYTES = 256 * 1024


async def _typed(request: Request) -> AsyncIterator[FormData]:
    """What was typed into the form, once it is certain that a page of ours sent it; its files are closed afterwards."""
    limits = {"max_files": MOST_FILES, "max_fields": MOST_FIELDS, "max_part_size": MOST_PART_BYTES}
    async with request.form(**limits) as form:
        if not _is_ours(request, form):
            raise Forbidden
        yield FormData([(name, legible(one) if isinstance(one, str) else one) for name, one in form.multi_items()])


Typed = Annotated[FormData, Depends(_typed, scope="function")]


def token_for(request: Request) -> str:
    """The token that this browser's forms carry; a new one where it has none yet."""
    known: str | None = getattr(request.state, "form_token", None) or request.cookies.get(COOKIE)
    if not known:
        known = secrets.token_urlsafe(24)
        request.state.new_form_token = known
    request.state.form_token = known
    return known


def whole_number(form: FormData, name: str) -> int:
    """A number that a form carried, like the version that somebody had before them; what is none fits none."""
    return whole(str(form.get(name, ""))) or 0


def _is_ours(request: Request, form: FormData) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is not None:
        return origin in {
            _origin(request.app.state.settings.public_url),
            f"{request.url.scheme}://{request.url.netloc}",
        }
    token, cookie = form.get(FIELD), request.cookies.get(COOKIE, "")
    return isinstance(token, str) and bool(cookie) and compare_digest(token.encode(), cookie.encode())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
