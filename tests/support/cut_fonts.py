"""`make fonts`: cut Noto Sans SC to the standard characters and to those in our own words."""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from tests.support.house import CONTENT, FONTS

FACES = {
    "NotoSansSC-Regular.ttf": "400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "700Bold/NotoSansSC_700Bold.ttf",
}
# ASCII, Latin letters with marks, Chinese and full-width signs, numbers in circles.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x2460, 0x2473), (0x3000, 0x301F), (0xFF01, 0xFF5E))
SIGNS = "‘’“”…—–·×÷°′″№℃←→↑↓■□●○★☆✓▲△▼▽◆◇※"
FEATURES = ["kern", "locl", "ccmp", "mark"]


def wanted() -> set[str]:
    """Every character that may stand on paper."""
    ours = {one for path in CONTENT.rglob("*") if path.is_file() for one in path.read_text(encoding="utf-8")}
    ranges = {chr(number) for first, last in RANGES for number in range(first, last + 1)}
    return ours | ranges | set(SIGNS) | set((FONTS / "standard_characters.txt").read_text(encoding="utf-8"))


def characters_of(font: Path) -> set[str]:
    return {chr(number) for number in TTFont(font).getBestCmap()}


def cut(source: Path, target: Path, characters: set[str]) -> None:
    options = subset.Options()
    options.hinting, options.layout_features, options.notdef_outline = False, FEATURES, True
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(map(ord, characters)))
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    package = Path(sys.argv[1])
    for name, source in FACES.items():
        cut(package / source, FONTS / name, wanted())
    both = set.intersection(*(characters_of(FONTS / name) for name in FACES))
    (FONTS / "characters.txt").write_text("".join(sorted(both)), encoding="utf-8")
    sys.stdout.write(f"{len(both)} characters\n")


if __name__ == "__main__":
    main()
