"""How large the squares of a QR code must be for the phone that reads it from where people stand."""

from typing import Literal

Reading = Literal["counter", "wall", "street"]
DISTANCES_MM: dict[Reading, int] = {"counter": 300, "wall": 1000, "street": 3000}
# An old phone looks through about 60 degrees with 1920 points across: at this share of the distance a square covers
# three of them, and two where its camera gives 1280.
SHARE = 0.002
# Below this, cheap printers and worn drums fill the gaps.
LEAST_MM = 0.6
QUIET = 4


def module_mm(reading: Reading) -> float:
    """The side of one square in millimetres."""
    return max(LEAST_MM, DISTANCES_MM[reading] * SHARE)


def side_mm(modules: int, reading: Reading) -> float:
    """The side of the whole code with its quiet zone."""
    return (modules + 2 * QUIET) * module_mm(reading)
