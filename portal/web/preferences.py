"""How this reader likes to read: language, text size and colours, remembered in one small cookie."""

from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from portal.kernel.language import HTML_LANG, Language

Theme = Literal["standard", "dark", "light"]
COOKIE = "reading"
# Nearly every reader who is not read from the shelf has cookies, and few of them this one.
NAMED = COOKIE.encode() + b"="
A_YEAR = 365 * 24 * 3600
LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}
SIZES: dict[str, int] = {"1": 1, "2": 2, "3": 3}
THEMES: dict[str, Theme] = {"standard": "standard", "dark": "dark", "light": "light"}


@dataclass(frozen=True)
class Preferences:
    """What the layout needs to know of a reader, and nothing else."""

    language: Language = "zh"
    size: int = 1
    theme: Theme = "standard"

    @property
    def html_lang(self) -> str:
        return HTML_LANG[self.language]

    def choose(self, *, language: str | None, size: str | None, theme: str | None) -> "Preferences":
        """Take what is known; what is not changes nothing."""
        return replace(
            self,
            language=LANGUAGES.get(language or "", self.language),
            size=SIZES.get(size or "", self.size),
            theme=THEMES.get(theme or "", self.theme),
        )

    def to_cookie(self) -> str:
        return f"{self.language}-{self.size}-{self.theme}"

    @classmethod
    def from_cookie(cls, text: str) -> "Preferences":
        parts = [*text.split("-"), "", "", ""]
        return cls().choose(language=parts[0], size=parts[1], theme=parts[2])


class PreferencesMiddleware:
    """Reads the cookie; answers `?lang=en`, `?size=2` and `?theme=dark` on any page with the same page and a cookie."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        current = _from_headers(scope)
        scope.setdefault("state", {})["preferences"] = current
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        asked = {key: value for key, value in query if key in {"lang", "size", "theme"}}
        if scope["method"] not in {"GET", "HEAD"} or not asked:
            await self.app(scope, receive, send)
            return
        chosen = current.choose(language=asked.get("lang"), size=asked.get("size"), theme=asked.get("theme"))
        rest = urlencode([(key, value) for key, value in query if key not in asked])
        await _same_page(scope, send, chosen, rest, secure=self.secure)


def _from_headers(scope: Scope) -> Preferences:
    for name, value in scope["headers"]:
        if name == b"cookie" and NAMED in value:
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                return Preferences()
            return Preferences.from_cookie(morsel.value) if morsel else Preferences()
    return Preferences()


async def _same_page(scope: Scope, send: Send, chosen: Preferences, query: str, *, secure: bool) -> None:
    # A path that begins with two slashes would be read as another site's address.
    raw = "/" + scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0].lstrip("/")
    cookie = (
        f"{COOKIE}={chosen.to_cookie()}; Path={scope.get('root_path') or '/'}; Max-Age={A_YEAR}; SameSite=Lax; HttpOnly"
    )
    headers = [
        (b"location", (raw + ("?" + query if query else "")).encode("latin-1")),
        (b"set-cookie", (cookie + ("; Secure" if secure else "")).encode("latin-1")),
        (b"cache-control", b"no-store"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
