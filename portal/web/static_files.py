"""Static files: joined, stamped with their hash, kept in memory as they are sent, packed when first asked for."""

import gzip
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import Response

SITE_CSS = ("tokens", "reset", "base", "layout", "components", "print")
LAYERS = "@layer tokens, reset, base, layout, components, print;\n"
FOREVER = "public, max-age=31536000, immutable"
COMPRESSED = {".css", ".js", ".svg", ".webmanifest"}


@dataclass(frozen=True)
class StaticFile:
    """One file in the forms that it is sent in."""

    media_type: str
    plain: bytes
    stamp: str
    may_be_packed: bool

    @property
    def brotli(self) -> bytes | None:
        return self._packed[0]

    @property
    def gzip(self) -> bytes | None:
        return self._packed[1]

    @cached_property
    def _packed(self) -> tuple[bytes | None, bytes | None]:
        # A tenth of a second for all of them: whoever asks first for one waits for that one, and no start for any.
        return _compressed(self.plain) if self.may_be_packed else (None, None)


class StaticFiles:
    """All static files by their plain name (`css/site.css`) and by their stamped one (`css/site.1a2b3c4d5e6f.css`)."""

    def __init__(self, folder: Path) -> None:
        self._by_stamped: dict[str, StaticFile] = {}
        self._stamped: dict[str, str] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {*COMPRESSED, ".png", ".ico"} and path.parent.name != "css":
                self._add(path.relative_to(folder).as_posix(), path.read_bytes())
        self._add("css/site.css", _joined(folder / "css", SITE_CSS))
        self._add("css/staff.css", _joined(folder / "css", ("staff",)))
        self._add("css/board.css", _joined(folder / "css", ("board",)))

    def stamped(self, name: str) -> str:
        """The name with its hash; an unknown name is a mistake of ours and says so."""
        return self._stamped[name]

    def __contains__(self, name: str) -> bool:
        return name in self._stamped

    def file(self, stamped: str) -> StaticFile | None:
        return self._by_stamped.get(stamped)

    def _add(self, name: str, content: bytes) -> None:
        stamp = sha256(content).hexdigest()[:12]
        stem, dot, suffix = name.rpartition(".")
        kind = "image/svg+xml" if suffix == "svg" else mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._stamped[name] = f"{stem}.{stamp}.{suffix}"
        self._by_stamped[self._stamped[name]] = StaticFile(
            media_type=kind, plain=content, stamp=stamp, may_be_packed=dot + suffix in COMPRESSED
        )


@lru_cache(maxsize=64)
def _compressed(content: bytes) -> tuple[bytes, bytes]:
    """As small as it gets, once for each content however many portals one process makes."""
    return brotli.compress(content, quality=11), gzip.compress(content, 9, mtime=0)


def serve(request: Request, files: StaticFiles, stamped: str) -> Response | None:
    """The answer for a stamped name, or None where there is no such file."""
    file = files.file(stamped)
    if file is None:
        return None
    headers = {"cache-control": FOREVER, "etag": f'"{file.stamp}"', "vary": "Accept-Encoding"}
    accepted = request.headers.get("accept-encoding", "")
    for coding, body in (("br", file.brotli), ("gzip", file.gzip)):
        if body is not None and coding in accepted:
            return Response(body, media_type=file.media_type, headers={**headers, "content-encoding": coding})
    return Response(file.plain, media_type=file.media_type, headers=headers)


def _joined(folder: Path, names: tuple[str, ...]) -> bytes:
    text = LAYERS + "\n".join(
        (folder / f"{name}.css").read_text(encoding="utf-8") for name in names if (folder / f"{name}.css").exists()
    )
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", without_comments).strip().encode()
