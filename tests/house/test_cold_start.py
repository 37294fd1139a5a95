"""What a portal must not do before its first page: hold it without a clock, which a busy machine would break."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.house import ROOT

pytestmark = pytest.mark.once
# Each is for a few pages or for one command; together they take longer to read than all rooms of the portal.
READ_LATER = {
    "accessibility.language": "the words of the checker",
    "alembic": "migrations",
    "httpx": "gateways",
    "httpx2": "gateways",
    "icalendar": "calendar files",
    "markdown_it": "long texts",
    "obstore": "files in a bucket",
    "openpyxl": "sheets that come in",
    "PIL": "pictures",
    "pillow_heif": "pictures of telephones",
    "psycopg": "the other database",
    "pypinyin": "what is put into the index",
    "qrcode": "codes",
    "rjieba": "where a line may break on paper",
    "typst": "paper",
    "valkey": "counting tries elsewhere",
    "xlsxwriter": "sheets that go out",
}
MAKE = """
import json, sys
from pathlib import Path
from portal import cli
from portal.settings import Settings
from portal.web.static_files import StaticFile
settings = Settings(data_dir=Path(sys.argv[1]))
portal = cli.create_app(settings)
cli.postman(settings, portal.state.database, cli.SystemClock())
cli.worker(settings, portal.state.database, cli.SystemClock())
files = portal.state.static_files
packed = [name for name, file in files._by_stamped.items() if "_packed" in vars(file)]
print(json.dumps({"modules": sorted(sys.modules), "packed": packed}))
"""
BEGIN = """
import gc, json, sys
from portal import __main__ as begin
seen = []
gc.callbacks.append(lambda phase, info: seen.append(info["generation"]))
sys.argv = ["portal", "--help"]
try:
    begin.run()
except SystemExit:
    print(json.dumps({"seen": seen, "enabled": gc.isenabled(), "frozen": gc.get_freeze_count()}))
"""


def _in_a_process_of_its_own(source: str, *words: str) -> dict[str, object]:
    said = subprocess.run(
        [sys.executable, "-c", source, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 0, said.stderr
    found: dict[str, object] = json.loads(said.stdout.splitlines()[-1])
    return found


def test_what_few_pages_need_is_read_when_one_of_them_is_asked_for(tmp_path: Path) -> None:
    made = _in_a_process_of_its_own(MAKE, str(tmp_path))
    read = {name: why for name, why in READ_LATER.items() if name in made["modules"]}  # type: ignore[operator]
    assert read == {}
    assert made["packed"] == []


def test_the_collector_waits_until_the_modules_are_read_and_leaves_them_alone_from_then_on() -> None:
    begun = _in_a_process_of_its_own(BEGIN)
    assert 2 not in begun["seen"]  # type: ignore[operator]
    assert begun["enabled"] is True
    assert begun["frozen"] > 100_000  # type: ignore[operator]
