"""Photographs from residents: judged by decoding, re-encoded, and on disk before they are acknowledged."""

import os
import warnings
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 80
MOST_PHOTOS = 6
TOO_MANY = msgid("Please choose at most six photos in all.")
# Many phones write HEIC; read as a single picture, without its thumbnails and depth.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def reencoded(data: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 pixels, upright and without EXIF.

    Raises `Refusal` where it is too large or is no picture that we read.
    """
    if len(data) > MOST_BYTES:
        raise Refusal(msgid("Please choose a photo of at most 8 MB."), field="photos")
    unreadable = Refusal(
        msgid("Please choose a photo (JPG, PNG, WebP or HEIC). This file could not be read as one."), field="photos"
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise unreadable
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise unreadable from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def store(folder: Path, data: bytes) -> str:
    """Write under the hash of the content; it is on disk, and its name too, when this returns."""
    name = sha256(data).hexdigest()
    target = path_of(folder, name)
    if target.exists():
        target.touch()  # wanted again now, so nobody who tidies up takes it away
        return name
    target.parent.mkdir(parents=True, exist_ok=True)
    passing = target.with_name(f"{name}.{os.getpid()}.part")
    with passing.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return name


def read(folder: Path, name: str) -> bytes | None:
    """The stored picture, or None where it is gone or not what was stored."""
    target = path_of(folder, name)
    data = target.read_bytes() if target.exists() else b""
    return data if sha256(data).hexdigest() == name else None


def path_of(folder: Path, name: str) -> Path:
    return folder / name[:2] / name
