"""From a template and what a route found to the answer that a browser gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from jinja2 import Environment
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import NoMatchFound

from portal.kernel.clock import Clock
from portal.kernel.language import LANGUAGES, Language
from portal.web import csrf
from portal.web.environment import make_environment
from portal.web.pieces import Pieces
from portal.web.preferences import Preferences
from portal.web.site import Site
from portal.web.static_files import StaticFiles

HTMX = "hx-request"


@dataclass(frozen=True)
class Views:
    """One environment for each language, made once."""

    environments: Mapping[Language, Environment]
    site: Site
    static_files: StaticFiles
    clock: Clock
    pieces: Mapping[Language, Pieces]
    paths: dict[tuple[str, ...], str | None] = field(default_factory=dict)


def make_views(
    *, templates: Path, content: Path, site: Site, static_files: StaticFiles, clock: Clock, public_url: str
) -> Views:
    prefix = urlsplit(public_url).path.rstrip("/")
    environments = {
        language: make_environment(templates, content, site, static_files, language, prefix) for language in LANGUAGES
    }
    pieces = {language: Pieces() for language in LANGUAGES}
    for language, environment in environments.items():
        environment.globals["kept"] = pieces[language].keep
    return Views(environments=environments, site=site, static_files=static_files, clock=clock, pieces=pieces)


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    private: bool = False,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """Render `template` for this reader; `private` pages are never kept by any cache."""
    views: Views = request.app.state.views
    prefs = preferences(request)
    environment = views.environments[prefs.language]
    html = environment.get_template(template).render(_of_request(request, views, prefs) | context)
    # A page with a form token is somebody's own, whatever its route says.
    private = private or getattr(request.state, "form_token", None) is not None
    response = HTMLResponse(html, status_code=status, headers=dict(headers or {}))
    response.headers.setdefault("cache-control", "no-store" if private else "private, no-cache")
    response.headers["vary"] = "Cookie, HX-Request, Accept-Encoding"
    response.headers["content-language"] = prefs.html_lang
    _keep_form_token(request, response)
    for use in _on_pages(request):
        use(response)
    request.state.shared = not private
    return response


def pieces(request: Request) -> Pieces:
    """What has been rendered already in this reader's language."""
    views: Views = request.app.state.views
    return views.pieces[preferences(request).language]


def part(request: Request, template: str, **context: Any) -> Markup:
    """A piece of a page, from a template of its own."""
    views: Views = request.app.state.views
    prefs = preferences(request)
    made = views.environments[prefs.language].get_template(template)
    return Markup(made.render(_of_request(request, views, prefs) | context))  # noqa: S704  # it escapes what it is given


def piece(request: Request, source: str, **context: Any) -> Markup:
    """A piece of a page from a source of our own, for the page that shows the components."""
    views: Views = request.app.state.views
    prefs = preferences(request)
    made = views.environments[prefs.language].from_string(source)
    return Markup(made.render(_of_request(request, views, prefs) | context))  # noqa: S704  # it escapes what it is given


def text(request: Request, template: str, *, media_type: str, **context: Any) -> Response:
    """The same for XML, calendars and other things that are not pages."""
    views: Views = request.app.state.views
    prefs = preferences(request)
    body = (
        views.environments[prefs.language].get_template(template).render(_of_request(request, views, prefs) | context)
    )
    request.state.shared = True
    return Response(
        body, media_type=media_type, headers={"cache-control": "private, no-cache", "vary": "Cookie, Accept-Encoding"}
    )


def also_on_pages(request: Request, use: Callable[[Response], None]) -> None:
    """Let every page that answers this request carry something more, like a sign-in whose idle limit moves on."""
    request.state.on_pages = [*_on_pages(request), use]


def see_other(path: str) -> Response:
    """After something was done: look there. `path` is one of ours, made by `path_for`."""
    return RedirectResponse(path, status_code=303)


def path_for(request: Request, name: str, **params: Any) -> str:
    """The path of a route by its name, under whatever prefix the portal is mounted."""
    root: str = request.scope.get("root_path", "")
    pattern = _pattern(request.app, name, tuple(params))
    if pattern is None or not all(_is_plain(value) for value in params.values()):
        return root + str(request.app.url_path_for(name, **params))
    return root + pattern.format_map(params)


def _pattern(app: FastAPI, name: str, params: tuple[str, ...]) -> str | None:
    """The path with its places, like `/courses/{slug}`; None where a place takes more than a plain word.

    A page asks for thirty addresses, and the router would try its four hundred routes for each.
    """
    known: dict[tuple[str, ...], str | None] = app.state.views.paths
    if (name, *params) not in known:
        try:
            known[name, *params] = str(app.url_path_for(name, **{param: f"{{{param}}}" for param in params}))
        except (NoMatchFound, ValueError):
            known[name, *params] = None
    return known[name, *params]


def _is_plain(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value != "" and "/" not in value)


def preferences(request: Request) -> Preferences:
    known: Preferences | None = getattr(request.state, "preferences", None)
    return known or Preferences()


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a region only; a page restored from history is asked for whole."""
    headers = request.headers
    return headers.get(HTMX) == "true" and headers.get("hx-history-restore-request") != "true"


def say(request: Request, message: str, **facts: object) -> str:
    """A msgid in this reader's language, for messages that are put together in Python."""
    views: Views = request.app.state.views
    return str(_gettext(views.environments[preferences(request).language], message)) % facts


def _gettext(environment: Environment, message: str) -> str:
    translate: Callable[[str], str] = environment.globals["plain_gettext"]  # type: ignore[assignment]
    return translate(message)


def _of_request(request: Request, views: Views, prefs: Preferences) -> dict[str, Any]:
    root = request.scope.get("root_path", "")
    query = request.scope["query_string"].decode("latin-1")
    return {
        "request_id": getattr(request.state, "reference", ""),
        "prefs": prefs,
        "path": root + request.url.path + (f"?{query}" if query else ""),
        "today": views.clock.today(),
        "url": partial(path_for, request),
        "static": lambda name: f"{root}/static/{views.static_files.stamped(name)}",
        "public_url": request.app.state.settings.public_url.rstrip("/"),
        "csrf_field": partial(_csrf_field, request),
    }


def _csrf_field(request: Request) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, csrf.token_for(request))


def _on_pages(request: Request) -> list[Callable[[Response], None]]:
    return list(getattr(request.state, "on_pages", ()))


def _keep_form_token(request: Request, response: Response) -> None:
    token = getattr(request.state, "new_form_token", None)
    if token:
        secure = request.app.state.settings.production
        response.set_cookie(
            csrf.COOKIE, token, httponly=True, samesite="lax", secure=secure, path=request.scope.get("root_path") or "/"
        )
