"""The map of the house shows every room."""

import re

from tests.support.house import PORTAL, ROOT

MAP = ROOT / "docs" / "architecture.md"


def test_every_room_stands_on_the_map_and_the_map_shows_no_room_that_is_not_there() -> None:
    rooms = {path.parent.name for path in PORTAL.glob("*/__init__.py")}
    table = [line.split("|")[1] for line in MAP.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    shown = {name for cell in table for name in re.findall(r"portal/([a-z_]+)/", cell)}

    assert len(rooms) > 20
    assert shown == rooms
