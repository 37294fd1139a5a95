"""What every benchmark needs: the machine's name, free ports, processor time of a process, tables."""

import os
import platform
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
LARGEST = int(os.environ.get("BENCH_LARGEST", "100000"))
PATIENCE = 240


def headline(title: str) -> None:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    load = os.getloadavg()[0]
    print(f"\n## {title}\n")
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {os.cpu_count()} x {model}, ")
    print(f"load of the machine when it began: {load:.1f}\n")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children."""
    total = 0.0
    for one in [pid, *_children(pid)]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def memory_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def running(command: Sequence[str], url: str, env: dict[str, str] | None = None) -> Iterator[tuple[int, float]]:
    """A server that answers at `url`; gives its process and how long it took to the first answer."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | (env or {}), stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(url, timeout=PATIENCE).read()
                break
            except OSError:
                if time.perf_counter() - started > PATIENCE or process.poll() is not None:
                    raise
                time.sleep(0.02)
        yield process.pid, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(PATIENCE)


def spread(values: Sequence[float]) -> str:
    middle = statistics.median(values)
    return f"±{max(abs(value - middle) for value in values) / middle:.0%}" if middle else "-"


def percentile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found
