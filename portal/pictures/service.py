"""From what somebody chose to the two files that are delivered, and into the text."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from portal.db.sessions import WriteSession
from portal.drafting import uploads
from portal.kernel.errors import Refusal
from portal.people.doors import Staff
from portal.publishing.model import Publication
from portal.publishing_desk import service as desk_service
from portal.publishing_desk import store as desk_store
from portal.storage.keeping import Uploads

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 150 * 1024
SIDES = (1200, 900, 640)
QUALITIES = (80, 65, 50)
SUFFIXES = {"webp": "WEBP", "jpg": "JPEG"}
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


def made(kept_in: Uploads, data: bytes) -> str:
    """The address of the picture for Markdown: `picture:HASH-WIDTHxHEIGHT`, its files stored as WebP and JPEG.

    It is decoded and encoded anew, so nothing of the file but its pixels is kept (no EXIF, no place). Raises
    `Refusal` for what is no picture that we read, within a second even where it is a bomb.
    """
    from PIL import Image  # noqa: PLC0415  # as for photos of residents: few processes ever see one

    clean = uploads.reencoded(data)
    with Image.open(BytesIO(clean), formats=("JPEG",)) as picture:
        picture.load()
        small = {suffix: _small(picture, name) for suffix, name in SUFFIXES.items()}
    width, height = small["webp"][1]
    name = kept_in.store(small["webp"][0], media_type=TYPES["webp"])
    kept_in.put(f"{name}.jpg", small["jpg"][0], media_type=TYPES["jpg"])
    return f"picture:{name}-{width}x{height}"


def read(kept_in: Uploads, name: str, suffix: str) -> bytes | None:
    pieces = kept_in.open(name if suffix == "webp" else f"{name}.jpg")
    return None if pieces is None else b"".join(pieces)


def added(
    session: WriteSession,
    desk: desk_service.Desk,
    row: Publication,
    *,
    address: str,
    described: dict[str, str],
    version: int,
    by: Staff,
) -> None:
    """Put it at the end of the text, in both languages where both have one; that is a new version like any other."""
    document: dict[str, Any] = dict(desk_store.working_document(row))
    body = dict(document.get("body") or {"zh": "", "en": ""})
    for language, words in described.items():
        if words and (language == "zh" or body.get("en")):
            line = f"![{_plain(words)}]({address})"
            body[language] = f"{body.get(language, '')}\n\n{line}".strip()
    document["body"] = body
    desk_service.rewrite(session, desk, row, document, version=version, by=by)


def _small(picture: "Image.Image", name: str) -> tuple[bytes, tuple[int, int]]:
    for side in SIDES:
        copy = picture.copy()
        copy.thumbnail((side, side))
        for quality in QUALITIES:
            out = BytesIO()
            copy.save(out, name, quality=quality)
            if out.tell() <= MOST_BYTES:
                return out.getvalue(), copy.size
    raise Refusal("This picture cannot be made small enough. Please choose a simpler one.", field="photos")


def _plain(words: str) -> str:
    return " ".join(words.replace("[", "（").replace("]", "）").split())
