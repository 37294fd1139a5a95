"""A picture is described, made small, and stripped of what its phone wrote into it; all else is refused at once."""

import re
import time
import zlib
from io import BytesIO
from struct import pack

import pytest
from fastapi import FastAPI
from PIL import Image

from portal.drafting.uploads import reencoded
from portal.kernel.errors import Refusal
from tests.support.desk import EDITOR, KINDS, PUBLISHER, one_time_links, sign_in, step, written
from tests.support.html import Page
from tests.support.visitor import Visitor

GUIDE = KINDS["guide"]
MOST = 150 * 1024


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def photo(side: int = 3000) -> bytes:
    """Noisy as a real one, with a place in its EXIF."""
    picture = Image.effect_noise((side, side * 3 // 4), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "taken at Ms. Example's home"
    out = BytesIO()
    picture.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """A few bytes that claim to be 30000 pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def sent(
    visitor: Visitor, address: str, data: bytes, status: int = 303, name: str = "a.jpg", words: str = "河边的长廊"
) -> Page:
    page = visitor.open(f"{address}/picture")
    answers = {"described_zh": words, "described_en": "The walk by the river"}
    files = {"photos": (name, data, "image/jpeg")}
    return visitor.fill_in(page, answers, status, form=f"{address}/picture", files=files)


def test_a_photo_comes_to_the_page_small_described_and_without_what_the_phone_wrote(
    visitor: Visitor, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, GUIDE, title_zh="有图的指南")
    sent(visitor, address, photo())
    step(visitor, address, "submission")
    sign_in(visitor, links[PUBLISHER])
    step(visitor, address, "publication")
    where = next(link for link in visitor.open("/sitemap").links.values() if link.startswith("/guides/w-"))

    page = visitor.open(where)

    shown = [image for image in page.main.iter("img") if "/pictures/" in (image.get("src") or "")]
    assert [(image.get("alt"), image.get("loading")) for image in shown] == [("河边的长廊", "lazy")]
    assert shown[0].get("width")
    for file in re.findall(r"/pictures/[0-9a-f]{64}\.(?:webp|jpg)", page.html):
        answer = visitor.open(file).response
        assert len(answer.content) <= MOST
        assert answer.headers["cache-control"].endswith("immutable")
        with Image.open(BytesIO(answer.content)) as picture:
            assert dict(picture.getexif()) == {}
    visitor.choose(lang="en")
    assert "The walk by the river" in visitor.open(where).html


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (bomb(), "bomb.png"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg"),
        (b"just words", "a.jpg"),
        (b"%PDF-1.7 <html>", "a.jpg"),
        (b"", "a.jpg"),
    ],
    ids=["a bomb", "an SVG", "a text", "a PDF", "nothing"],
)
def test_what_is_no_picture_is_refused_within_a_second(
    visitor: Visitor, links: dict[str, str], data: bytes, name: str
) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, GUIDE)
    reencoded(photo(40))  # what reads pictures is loaded once

    page = sent(visitor, address, data, 422, name)
    began = time.process_time()
    with pytest.raises(Refusal):
        reencoded(data)
    took = time.process_time() - began

    assert "照片" in page.errors[0]
    assert took < 1
    assert "河边的长廊" in page.html


def test_a_picture_without_words_is_not_taken(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, GUIDE)

    page = sent(visitor, address, photo(400), 422, words="  ")

    assert page.errors == ["请用一句话说清楚图里是什么。"]
    visitor.open("/pictures/" + "0" * 64 + ".webp", 404)
    visitor.open("/pictures/..%2fsecret.key.jpg", 404)


def test_the_poster_is_seen_before_release(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, KINDS["course"], title_zh="还没有发布的课")

    answer = visitor.open(visitor.open(f"{address}/preview").link("海报")).response

    assert answer.content.startswith(b"%PDF")
    visitor.forget()
    visitor.open(f"{address}/poster.pdf", 404)
