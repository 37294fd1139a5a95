"""Servers of others that the tests start: proxies, a storage that speaks S3, a Valkey."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import debian
from tests.support.house import missing

LONGEST_START = 60.0
BESIDE_PYTHON = str(Path(sys.executable).parent)


def program(name: str) -> str:
    found = shutil.which(name, path=f"{BESIDE_PYTHON}:{debian.PATH}")
    return found or missing(f"{name} is not on this machine.")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, home: Path) -> Iterator[None]:
    """A server that answers on `port`; it is gone afterwards."""
    # Into a file: a pipe that nobody reads while it runs would stop it one day.
    said = home / f"{Path(command[0]).name}-{port}.log"
    with (
        said.open("a", encoding="utf-8") as log,
        subprocess.Popen(command, stderr=log, env={"HOME": str(home), "PATH": ""}) as process,
    ):
        try:
            deadline = time.monotonic() + LONGEST_START
            while process.poll() is None and time.monotonic() < deadline and not answers(port):
                time.sleep(0.05)
            assert answers(port), said.read_text(encoding="utf-8")
            yield
        finally:
            process.terminate()
            process.wait(LONGEST_START)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class S3:
    """A storage that speaks S3 and knows one key; what is in its buckets lies in `folder`."""

    folder: Path
    port: int
    key_id: str = "SAMPLEKEY0123456789A"
    key_secret: str = "s" * 40
    bucket: str = "portal"

    def settings(self, **changed: str) -> dict[str, str]:
        return {
            "uploads_url": f"s3://{self.bucket}/one",
            "uploads_endpoint": f"http://127.0.0.1:{self.port}",
            "uploads_key_id": self.key_id,
            "uploads_key_secret": self.key_secret,
        } | changed

    def environment(self, **changed: str) -> dict[str, str]:
        return {f"PORTAL_{name.upper()}": value for name, value in self.settings(**changed).items()}

    @contextmanager
    def running(self) -> Iterator[None]:
        (self.folder / self.bucket).mkdir(parents=True, exist_ok=True)
        command = [program("rclone"), "serve", "s3", "--config", ""]
        known = ["--addr", f"127.0.0.1:{self.port}", "--auth-key", f"{self.key_id},{self.key_secret}"]
        with running([*command, *known, str(self.folder)], self.port, self.folder):
            yield


@contextmanager
def valkey(folder: Path, port: int) -> Iterator[str]:
    """Its address; a Redis will do, for the two speak alike."""
    name = shutil.which("valkey-server", path=debian.PATH) or program("redis-server")
    quiet = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with running([name, "--port", str(port), *quiet], port, folder):
        yield f"valkey://127.0.0.1:{port}/0"
