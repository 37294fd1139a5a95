"""From a template and what a route found to the answer that a browser gets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.kernel import saying
from portal.kernel.calendar import festival, lunar_day
from portal.kernel.clock import LOCAL, Clock
from portal.kernel.language import HTML_LANG, LANGUAGES, Language
from portal.kernel.phone import is_callable
from portal.kernel.reference import group
from portal.web import csrf
from portal.web.markdown import markdown
from portal.web.preferences import Preferences
from portal.web.site import Site, Words, in_language
from portal.web.static_files import StaticFiles
from portal.web.words import translations

HTMX = "hx-request"


class _Compiled(BytecodeCache):
    """Every template is compiled once in a process: both languages ask for the same code, only the words differ."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get(bucket.key)
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


@dataclass(frozen=True)
class Views:
    """One environment for each language, made once."""

    environments: Mapping[Language, Environment]
    site: Site
    static_files: StaticFiles
    clock: Clock


def make_views(
    *, templates: Path, content: Path, site: Site, static_files: StaticFiles, clock: Clock, public_url: str
) -> Views:
    prefix = urlsplit(public_url).path.rstrip("/")
    environments = {
        language: _environment(templates, content, site, static_files, language, prefix) for language in LANGUAGES
    }
    return Views(environments=environments, site=site, static_files=static_files, clock=clock)


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
    return root + str(request.app.url_path_for(name, **params))


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


def _environment(
    templates: Path, content: Path, site: Site, files: StaticFiles, language: Language, prefix: str
) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=COMPILED,
    )
    catalogue = translations(content, language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.globals |= {
        "plain_gettext": catalogue.gettext,
        "site": site,
        "language": language,
        "markdown": partial(markdown, prefix=prefix),
        "words": partial(_words, language),
        "tongue": partial(_tongue, language),
        "tel": _tel,
        "lunar": partial(_lunar, language),
        "festival": partial(_festival, language),
        "say_date": partial(_bound, saying.say_date, language),
        "say_time": partial(_bound, saying.say_time, language),
        "say_money": partial(_bound, saying.say_money, language),
        "say_weekdays": partial(_bound, saying.say_weekdays, language),
        "say_minutes": partial(_bound, saying.say_minutes, language),
        "say_phone": saying.say_phone,
        "named": _named,
        "grouped": group,
        "icons_address": f"{prefix}/static/{files.stamped('icons/sprite.svg')}",
        "local": lambda moment: moment.astimezone(LOCAL),
    }
    return environment


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


def _words(language: Language, words: Words | str | None) -> str:
    return in_language(words, language)


def _tongue(language: Language, text: Any) -> Markup:
    """The attribute that says in which language these words are, where it is not the page's own."""
    spoken = getattr(text, "language", language)
    return Markup(' lang="{}"').format(HTML_LANG[spoken]) if spoken != language and spoken in HTML_LANG else Markup()


def _bound(function: Callable[..., str], language: Language, value: Any, **options: Any) -> str:
    return function(value, language, **options)


def _named(keys: Iterable[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    """Keys with their names, for lists of choices."""
    return [(key, str(name(key)).strip()) for key in keys]


def _tel(number: str) -> str | None:
    return "tel:" + number.replace(" ", "").replace("-", "") if is_callable(number) else None


def _lunar(language: Language, day: date) -> str:
    lunar = lunar_day(day)
    return lunar.text if language == "zh" else lunar.text_en


def _festival(language: Language, day: date) -> str | None:
    return festival(day, language)
