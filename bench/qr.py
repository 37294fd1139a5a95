"""`make bench-qr`: how often two independent decoders read our code and a plain long one from bad pictures.

Both codes are printed equally large, since that is what a poster has room for. Each picture is spoilt in five ways,
alone and together, with a fixed seed; the rate is the share that was read rightly.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from portal.paper import qr
from portal.paper.rules import QUIET

Picture = NDArray[np.uint8]
SHORT = "HTTPS://WANZHOU-ELDERS.EXAMPLE/Q/7KQ2M"
LONG = "https://wanzhou-elders.example/fraud-warnings/fake-customer-service-screen-sharing?from=poster&town=500101144"
CODES = {"short, upper case, M": (SHORT, "M"), "short, upper case, Q": (SHORT, "Q"), "long, lower case, M": (LONG, "M")}
# What a phone sees of a code 66 mm wide from one metre and more, in points across the whole code.
SIDES = (160, 120, 90, 70, 56)
TRIES = 12
SEED = 2026


@dataclass(frozen=True)
class Spoiling:
    """One way in which a picture is worse than the print."""

    name: str
    spoil: Callable[[Picture, np.random.Generator], Picture]


def drawn(text: str, level: str) -> Picture:
    """The print itself, ten points to a square, with its quiet zone."""
    rows = np.array(qr.matrix(text, level), dtype=np.uint8)
    squares = np.pad(1 - rows, QUIET, constant_values=1) * 255
    return np.kron(squares, np.ones((10, 10), dtype=np.uint8))


def seen(print_: Picture, side: int) -> Picture:
    """From where one stands: `side` points for the whole code, on a light wall."""
    small = cv2.resize(print_, (side, side), interpolation=cv2.INTER_AREA)
    return np.pad(small, side // 2, constant_values=235)


def blurred(picture: Picture, chance: np.random.Generator) -> Picture:
    return cv2.GaussianBlur(picture, (0, 0), float(chance.uniform(0.8, 1.3)))


def tilted(picture: Picture, chance: np.random.Generator) -> Picture:
    side = picture.shape[0]
    far = side * chance.uniform(0.08, 0.2)
    before = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    after = np.array([[far, far / 2], [side - far / 3, 0], [side, side], [0, side - far]], dtype=np.float32)
    how = cv2.getPerspectiveTransform(before, after)
    return cv2.warpPerspective(picture, how, (side, side), borderValue=235)


def unevenly_lit(picture: Picture, chance: np.random.Generator) -> Picture:
    across = np.linspace(chance.uniform(0.25, 0.45), 1.0, picture.shape[1])
    noise = chance.normal(0, 6, picture.shape)
    return np.clip(picture * across + noise, 0, 255).astype(np.uint8)


def stained(picture: Picture, chance: np.random.Generator) -> Picture:
    spoilt = picture.copy()
    side = picture.shape[0] // 2
    centre = tuple(int(picture.shape[0] / 4 + chance.uniform(0.45, 0.75) * side) for _ in range(2))
    cv2.circle(spoilt, centre, int(side * chance.uniform(0.06, 0.11)), int(chance.integers(60, 200)), -1)
    return spoilt


def all_together(picture: Picture, chance: np.random.Generator) -> Picture:
    for spoil in (stained, tilted, unevenly_lit, blurred):
        picture = spoil(picture, chance)
    return picture


SPOILINGS = (
    Spoiling("as printed", lambda picture, _: picture),
    Spoiling("blur", blurred),
    Spoiling("tilt", tilted),
    Spoiling("uneven light", unevenly_lit),
    Spoiling("stain", stained),
    Spoiling("all together", all_together),
)


def by_zxing(picture: Picture) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(picture)}


def by_opencv(picture: Picture) -> set[str]:
    try:
        return {cv2.QRCodeDetector().detectAndDecode(picture)[0]}
    except cv2.error:
        return set()


DECODERS = {"zxing-cpp": by_zxing, "opencv": by_opencv}


def rate(text: str, level: str, spoiling: Spoiling, decode: Callable[[Picture], set[str]], side: int) -> float:
    chance = np.random.default_rng(SEED)
    print_ = drawn(text, level)
    read = sum(text in decode(spoiling.spoil(seen(print_, side), chance)) for _ in range(TRIES))
    return read / TRIES


def main() -> None:
    for name, (text, level) in CODES.items():
        count = len(qr.matrix(text, level))
        print(f"{name}: {len(text)} characters, {count} × {count} squares")
    for decoder, decode in DECODERS.items():
        print(f"\n{decoder}: share read, mean over codes {', '.join(map(str, SIDES))} points wide")
        print(f"{'':16}" + "".join(f"{name:>24}" for name in CODES))
        for spoiling in SPOILINGS:
            rates = [
                sum(rate(text, level, spoiling, decode, side) for side in SIDES) / len(SIDES)
                for text, level in CODES.values()
            ]
            print(f"{spoiling.name:16}" + "".join(f"{share:24.0%}" for share in rates))


if __name__ == "__main__":
    main()
