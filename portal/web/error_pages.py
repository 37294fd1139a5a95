"""What a person sees when something does not go as meant: what happened, what to do, and a phone number."""

import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from portal.kernel.errors import Forbidden, Gone, NotFound, Refusal, Stale, StorageAway, TooMany
from portal.web.body_limit import TooLarge
from portal.web.view import page, say

FIRST_OF_OURS = 500
# What the two databases say of a row that is there already (SQL standard, class 23; SQLite has words only).
UNIQUE_VIOLATION, NOT_UNIQUE = "23505", "UNIQUE constraint failed"
log = logging.getLogger("portal")


def install(app: FastAPI) -> None:
    """Map every refusal of the rooms to its page; the 500 page needs neither database nor templates."""
    answers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
        HTTPException: _http,
        Gone: _gone,
        NotFound: lambda request, _: _page(request, 404),
        # Only addresses are read by type, like a number in a path; what is none of ours is not there.
        RequestValidationError: lambda request, _: _page(request, 404),
        Stale: lambda request, _: _page(request, 409),
        StaleDataError: lambda request, _: _page(request, 409),
        Refusal: _refusal,
        Forbidden: lambda request, _: _page(request, 403),
        TooLarge: lambda request, _: _page(request, 413),
        TooMany: _too_many,
        IntegrityError: _second_of_two,
        OperationalError: _database_away,
        # PostgreSQL says so when it may only be read.
        InternalError: _database_away,
        StorageAway: _storage_away,
        Exception: _unforeseen,
    }
    for kind, answer in answers.items():
        app.add_exception_handler(kind, answer)


def _page(request: Request, status: int, **context: Any) -> Response:
    facts: dict[str, Any] = {"error_status": status, "reason": "", "wait_minutes": 0} | context
    return page(request, "errors/error.html", status=status, private=True, **facts)


def _gone(request: Request, problem: Exception) -> Response:
    """An old address says what took its place; a search engine learns that it need not come back."""
    ended, successor = (problem.title, problem.successor) if isinstance(problem, Gone) else ("", None)
    root = request.scope.get("root_path", "")
    column = "/" + request.scope["path"].removeprefix(root).lstrip("/").partition("/")[0]
    facts = {"ended": ended, "successor": root + successor if successor else None, "column": root + column}
    return page(request, "errors/gone.html", status=410, **facts)


def _http(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    return _page(request, status if status in {400, 403, 404, 405, 413} else 400 if status < FIRST_OF_OURS else 503)


def _refusal(request: Request, problem: Exception) -> Response:
    reason = say(request, problem.key, **problem.facts) if isinstance(problem, Refusal) else ""
    return _page(request, 409, reason=reason)


def _too_many(request: Request, problem: Exception) -> Response:
    seconds = problem.wait_seconds if isinstance(problem, TooMany) else 60
    response = _page(request, 429, wait_minutes=max(1, -(-seconds // 60)))
    response.headers["retry-after"] = str(seconds)
    return response


def _second_of_two(request: Request, problem: Exception) -> Response:
    """Two did the same at one moment and the database took the first: the second looks at the newest state."""
    words = getattr(problem, "orig", problem)
    is_there_already = getattr(words, "sqlstate", None) == UNIQUE_VIOLATION or NOT_UNIQUE in str(words)
    return _page(request, 409) if is_there_already else _unforeseen(request, problem)


def _database_away(request: Request, problem: Exception) -> Response:
    # The statement's parameters are what people typed, so only the driver's own word is kept.
    log.error("database away: %s", type(getattr(problem, "orig", problem)).__name__)
    return _come_back(request)


def _storage_away(request: Request, problem: Exception) -> Response:
    log.error("storage for files away: %s", problem)
    return _come_back(request)


def _come_back(request: Request) -> Response:
    response = _page(request, 503)
    response.headers["retry-after"] = "30"
    return response


def _unforeseen(request: Request, problem: Exception) -> Response:
    reference = secrets.token_hex(4)
    frames = problem.__traceback__
    while frames is not None and frames.tb_next is not None:
        frames = frames.tb_next
    where = f"{Path(frames.tb_frame.f_code.co_filename).name}:{frames.tb_lineno}" if frames else "?"
    log.error("unforeseen %s at %s, reference %s", type(problem).__name__, where, reference)
    state = request.app.state
    file: Path = state.settings.templates_dir / "errors" / "500.html"
    css = f"{request.scope.get('root_path', '')}/static/{state.static_files.stamped('css/site.css')}"
    return HTMLResponse(
        file.read_text(encoding="utf-8").replace("{reference}", reference).replace("{css}", css),
        status_code=500,
        headers={"cache-control": "no-store"},
    )
