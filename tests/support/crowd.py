"""Many browsers that send their last page at one moment, over HTTP, to a portal in a process of its own."""

import asyncio
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from portal.db.engine import Database
from portal.db.types import token_hash
from portal.drafting.model import Draft
from portal.kernel.clock import FixedClock
from portal.people.visits import VisitorGrant
from portal.web.sessions import writing
from tests.support.portal import NOW, make_app

UNTIL_READY = 60


@dataclass(frozen=True)
class Said:
    """What one browser was answered, and when it asked and was told."""

    status: int
    where: str
    asked: float
    told: float

    @property
    def seconds(self) -> float:
        return self.told - self.asked


def ready_to_send(database: Database, intake_id: int, people: int) -> list[str]:
    """So many people who have answered every question; their cookies."""
    tokens = [secrets.token_urlsafe(32) for _ in range(people)]
    lasts = NOW + timedelta(days=7)
    with writing(database) as session:
        for number, token in enumerate(tokens):
            senior = {"name": f"样例老人{number}", "birth_year": "1955", "phone": f"154{number:08}"}
            draft = Draft(
                service=f"signing_up/{intake_id}",
                submit_key=token,
                resume_code=f"{number:012}",
                resume_lookup=f"lookup {number}",
                answers={"for-whom": {"who": "myself"}, "senior": senior},
                channel="online",
                created_at=NOW,
                updated_at=NOW,
                expires_at=lasts,
            )
            session.add(draft)
            session.flush()  # its number is what the browser is let see
            grant = VisitorGrant(token_hash=token_hash(token), kind="draft", target_id=draft.id, expires_at=lasts)
            session.add(grant)
    return tokens


def sent_at_once(
    database_url: str, folder: Path, intake_id: int, tokens: list[str], *, processes: int, within: float
) -> tuple[list[Said], float]:
    """Everybody's answer, and the processor time that the portal took for all of them."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        port, given = listening.getsockname()[1], str(listening.fileno())
        command = [sys.executable, "-m", "tests.support.crowd", database_url, str(folder), given]
        root = Path(__file__).parents[2]
        portals = [subprocess.Popen(command, cwd=root, pass_fds=[int(given)]) for _ in range(processes)]
    try:
        asyncio.run(_warmed(port, 10 * processes))
        before = sum(_processor_seconds(one.pid) for one in portals)
        found = asyncio.run(_all(port, intake_id, tokens, within))
        spent = sum(_processor_seconds(one.pid) for one in portals) - before
    finally:
        for one in portals:
            one.terminate()
        for one in portals:
            one.wait(UNTIL_READY)
    return found, spent


async def _warmed(port: int, times: int) -> None:
    page = b"GET /sign-up/1 HTTP/1.1\r\nhost: portal.test\r\nconnection: close\r\n\r\n"
    await asyncio.gather(*(_asked(port, page) for _ in range(times)))


async def _all(port: int, intake_id: int, tokens: list[str], within: float) -> list[Said]:
    gap = within / len(tokens)
    coming = (_one(port, intake_id, token, number * gap) for number, token in enumerate(tokens))
    return list(await asyncio.gather(*coming))


async def _one(port: int, intake_id: int, token: str, after: float) -> Said:
    await asyncio.sleep(after)
    began = time.monotonic()
    head = (
        f"POST /sign-up/{intake_id}/submission HTTP/1.1\r\nhost: portal.test\r\ncookie: visit={token}\r\n"
        "sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 0\r\n"
        "connection: close\r\n\r\n"
    )
    answer = await _asked(port, head.encode())
    lines = answer.decode().split("\r\n")
    where = next((line for line in lines if line.lower().startswith("location:")), "")
    return Said(int(lines[0].split()[1]), where.partition(" ")[2], began, time.monotonic())


async def _asked(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ticks: int = int(fields[11]) + int(fields[12])
    return ticks / 100


def main(database_url: str, folder: str, listening: str) -> int:
    app: FastAPI = make_app(database_url, FixedClock(NOW), Path(folder))
    with socket.socket(fileno=int(listening)) as given:
        config = uvicorn.Config(app, log_level="warning", access_log=False, backlog=1024)
        uvicorn.Server(config).run(sockets=[given])
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
