"""The outermost layer: public pages as finished bytes, made once for everybody who reads in the same way.

Only what `view.page` has marked as shared is kept, and only a request that carries no other cookie than the one of
reading preferences may read or fill the shelf. Keys are made of what can differ: path, query, preferences, encoding.
"""

import gzip
import time
from asyncio import Event
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import brotli
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.web.editions import Editions, Now
from portal.web.preferences import COOKIE, Preferences
from portal.web.server import FINISHED, ready_lines
from portal.web.shelf import Entry, Shelf

SHARED = "shared"
# A shared page of which every reader must have the newest is compressed like the others, and never kept.
KEPT = "kept"
LONGEST_ADDRESS = 512
OLDEST_SECONDS = 60
BROTLI_QUALITY = 5
CODINGS = ("br", "gzip")
OK, NOT_MODIFIED = 200, 304
Key = tuple[str, bytes, str, str, bool]


class Asked(NamedTuple):
    """What one request asks for; `key` is None where the answer may not be shared."""

    key: Key | None
    coding: str
    etag: bytes


class PageCache:
    """Answers a public page without touching a route while its edition holds."""

    def __init__(self, app: ASGIApp, *, editions: Editions, most_bytes: int) -> None:
        self.app = app
        self.editions = editions
        self.shelf = Shelf(most_bytes)
        self._edition: Now | None = None
        self._flights: dict[Key, Event] = {}
        self.hits = 0
        self.misses = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or "/static/" in scope["path"]:
            await self.app(scope, receive, send)
            return
        asked = _asked(scope)
        if asked.key is None:
            await self._render(scope, receive, send, asked, None)
            return
        edition = self.editions.known() or await self._current()
        entry = self._find(asked.key, edition)
        if entry is None and edition is not None and (flight := self._flights.get(asked.key)) is not None:
            await flight.wait()
            entry = self._find(asked.key, edition)
        if entry is not None:
            self.hits += 1
            await _answer(scope, send, entry, asked.etag)
            return
        self.misses += 1
        await self._fly(scope, receive, send, asked, edition)

    async def _current(self) -> Now | None:
        try:
            return await self.editions.now()
        except Exception:  # noqa: BLE001  # without the database the application itself says what is the matter
            return None

    def _find(self, key: Key, edition: Now | None) -> Entry | None:
        if edition is None:
            return None
        if edition is not self._edition:
            # Everything older is gone at once; what is being rendered for an older edition is not kept any more.
            self.shelf.clear()
            self._flights = {}
            self._edition = edition
        return self.shelf.get(key, not_before=time.monotonic() - OLDEST_SECONDS)

    async def _fly(self, scope: Scope, receive: Receive, send: Send, asked: Asked, edition: Now | None) -> None:
        assert asked.key is not None  # noqa: S101  # only such requests come here
        landed = Event()
        flights = self._flights
        flights[asked.key] = landed
        try:
            await self._render(scope, receive, send, asked, edition)
        finally:
            if flights.get(asked.key) is landed:
                del flights[asked.key]
            landed.set()

    async def _render(self, scope: Scope, receive: Receive, send: Send, asked: Asked, edition: Now | None) -> None:
        """Let the application answer; a shared page is compressed and, where it may be, kept before it is sent."""
        state: dict[str, Any] = scope.setdefault("state", {})
        started: Message | None = None
        body: list[bytes] = []

        async def collect(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and state.get(SHARED) and _is_sharable(message):
                started = message
                return
            if started is None:
                await send(message)
                return
            body.append(message.get("body", b""))
            if not message.get("more_body"):
                entry = make_entry(started, b"".join(body), asked.coding)
                may_keep = state.get(KEPT, True) and edition is self._edition
                if may_keep and asked.key is not None and edition is not None:
                    self.shelf.put(asked.key, entry)
                await _answer(scope, send, entry, asked.etag)

        await self.app(scope, receive, collect)


def make_entry(start: Message, body: bytes, coding: str) -> Entry:
    """Finished bytes with their headers; the tag differs by encoding, as the bytes do.

    A route that can tell without rendering whether somebody has its answer gives a tag of its own, which is kept.
    """
    packed = body
    if coding == "br":
        packed = brotli.compress(body, quality=BROTLI_QUALITY)
    elif coding == "gzip":
        packed = gzip.compress(body, 6, mtime=0)
    own = next((value for name, value in start["headers"] if name.lower() == b"etag"), b"")
    tag = own.decode().strip('"') or blake2b(body, digest_size=9).hexdigest()
    etag = f'"{tag}{"-" + coding if coding else ""}"'.encode()
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in {b"content-length", b"etag"}]
    added = [(b"etag", etag), (b"content-length", str(len(packed)).encode())]
    if coding:
        added.append((b"content-encoding", coding.encode()))
    again = [pair for pair in kept if pair[0].lower() in {b"cache-control", b"vary", b"content-language"}]
    return Entry(
        etag=etag,
        whole=_finished(OK, [*kept, *added], packed),
        unchanged=_finished(NOT_MODIFIED, [*again, (b"etag", etag)], b""),
        kept_at=time.monotonic(),
    )


def bare_tags(asked: str) -> list[str]:
    """The tags that somebody has, without what was added to them for an encoding."""
    found = [one.strip().removeprefix("W/").strip('"') for one in asked.split(",")]
    for coding in CODINGS:
        found = [tag.removesuffix(f"-{coding}") for tag in found]
    return found


def _finished(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> Message:
    return {
        "type": FINISHED,
        "start": {"type": "http.response.start", "status": status, "headers": headers},
        "body": {"type": "http.response.body", "body": body},
        "lines": ready_lines(headers),
    }


async def _answer(scope: Scope, send: Send, entry: Entry, etag: bytes) -> None:
    message = entry.unchanged if etag and entry.etag in etag else entry.whole
    if FINISHED in scope.get("extensions", ()):
        await send(message)
        return
    await send(message["start"])
    await send(message["body"])


def _asked(scope: Scope) -> Asked:
    headers = dict(scope["headers"])
    coding = _coding(headers.get(b"accept-encoding", b""))
    etag = headers.get(b"if-none-match", b"")
    reader = _reader(headers.get(b"cookie", b""))
    path, query = scope["path"], scope["query_string"]
    # Where a header came twice, this is only one of the two; such a reader is answered alone.
    alone = b"authorization" in headers or len(headers) != len(scope["headers"])
    if alone or reader is None or len(path) + len(query) > LONGEST_ADDRESS:
        return Asked(None, coding, etag)
    is_fragment = headers.get(b"hx-request") == b"true" and headers.get(b"hx-history-restore-request") != b"true"
    return Asked((path, query, reader, coding, is_fragment), coding, etag)


@lru_cache(maxsize=1024)
def _reader(cookie: bytes) -> str | None:
    """How this reader likes to read; None for somebody of whom a cookie knows more than that."""
    if not cookie:
        return Preferences().to_cookie()
    pairs = [pair.strip().partition("=") for pair in cookie.decode("latin-1").split(";")]
    if len(pairs) != 1 or pairs[0][0] != COOKIE:
        return None
    return Preferences.from_cookie(pairs[0][2].strip('"')).to_cookie()


@lru_cache(maxsize=256)
def _coding(accepted: bytes) -> str:
    """Brotli where it is understood, else gzip, else nothing; whatever a header says, there are three answers."""
    said = [part.strip().partition(";") for part in accepted.decode("latin-1").lower().split(",")]
    refused = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    wanted = {name.strip() for name, _, weight in said if weight.replace(" ", "") not in refused}
    return next((coding for coding in CODINGS if coding in wanted), "")


def _is_sharable(start: Message) -> bool:
    names = {name.lower() for name, _ in start["headers"]}
    return start["status"] == OK and b"set-cookie" not in names and b"content-encoding" not in names
