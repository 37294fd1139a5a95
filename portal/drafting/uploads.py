"""Photographs from residents: judged by decoding, and re-encoded."""

import warnings
from functools import cache
from io import BytesIO

from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 80
MEDIA_TYPE = "image/jpeg"
MOST_PHOTOS = 6
TOO_MANY = msgid("Please choose at most six photos in all.")


@cache
def read_heic() -> None:
    """Many phones write HEIC; it is read as a single picture, without its thumbnails and depth."""
    from pillow_heif import register_heif_opener  # noqa: PLC0415  # only where there is a photo

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def reencoded(data: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 pixels, upright and without EXIF.

    Raises `Refusal` where it is too large or is no picture that we read.
    """
    # Both weigh seven megabytes, and most processes never see a photo.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

    read_heic()
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
