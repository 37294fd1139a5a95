"""`make bench-pages`: a page from the cache, a 304 and an uncached page, against nginx sending the same bytes."""

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from bench.machine import cpu_seconds, free_port, headline, memory_mib, running, spread, table

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{ access_log off; default_type text/html; keepalive_requests 1000000; sendfile on; open_file_cache max=10;
  server {{ listen 127.0.0.1:{port}; root {folder}; add_header content-encoding br; }} }}
"""
BARE = """
import sys, uvicorn
body = open(sys.argv[1], "rb").read()
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})
uvicorn.run(app, port=int(sys.argv[2]), log_level="error", access_log=False, lifespan="off")
"""


def main() -> int:
    if shutil.which("wrk") is None:
        print("This benchmark needs wrk (for example: apt-get install wrk).")
        return 1
    headline("Pages")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        env = {"PORT": str(free_port()), "PORTAL_DATA_DIR": str(folder / "var")}
        url = f"http://127.0.0.1:{env['PORT']}"
        serve = [str(Path(sys.executable).parent / "portal"), "serve"]
        with running(serve, url + "/healthz", env):
            pass  # the database is made and filled
        portal, cold = stack.enter_context(running(serve, url + "/courses", env))
        asked = urllib.request.Request(url + "/courses", headers={"Accept-Encoding": "br"})
        with urllib.request.urlopen(asked) as answer:
            etag, body = answer.headers["etag"], answer.read()
        (folder / "courses").write_bytes(body)
        floor_url, floor, floor_name = _floor(stack, folder)
        cases = {
            floor_name: (floor, floor_url, []),
            "cached page": (portal, url + "/courses", ["Accept-Encoding: br"]),
            "304": (portal, url + "/courses", ["Accept-Encoding: br", f"If-None-Match: {etag}"]),
            "uncached list page": (portal, url + "/courses", ["Accept-Encoding: br", "Cookie: nobody=1"]),
        }
        results: dict[str, list[tuple[float, float]]] = {case: [] for case in cases}
        for _ in range(ROUNDS):
            for case in random.sample(list(cases), len(cases)):
                results[case].append(_measure(*cases[case]))
        _report(results, floor_name, len(body))
        _fill(url)
        print(
            f"\nCold start to the first answer: {cold:.2f} s. "
            f"Memory after 2,000 addresses: {memory_mib(portal):.0f} MiB."
        )
    return 0


def _floor(stack: ExitStack, folder: Path) -> tuple[str, int, str]:
    port = free_port()
    nginx = shutil.which("nginx")
    if nginx:
        conf = folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=folder, port=port))
        command, name = [nginx, "-c", str(conf)], "nginx, same bytes"
    else:
        command, name = [sys.executable, "-c", BARE, str(folder / "courses"), str(port)], "bare ASGI, same bytes"
    url = f"http://127.0.0.1:{port}/courses"
    pid, _ = stack.enter_context(running(command, url))
    return url, pid, name


def _measure(pid: int, url: str, headers: list[str]) -> tuple[float, float]:
    options = [part for header in headers for part in ("-H", header)]
    before = cpu_seconds(pid)
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", *options, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    requests = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    return rate, (cpu_seconds(pid) - before) / max(requests, 1) * 1e6


def _report(results: dict[str, list[tuple[float, float]]], floor: str, size: int) -> None:
    print(f"{size} bytes of Brotli; wrk: 1 thread, 16 connections; {ROUNDS} rounds of {SECONDS} s in random order\n")
    rows = []
    for case, rounds in results.items():
        ratios = [mine[0] / base[0] for mine, base in zip(rounds, results[floor], strict=True)]
        rates, cpu = [rate for rate, _ in rounds], [micro for _, micro in rounds]
        rows.append(
            (
                case,
                f"{statistics.median(rates):,.0f}",
                f"{statistics.median(ratios):.3f}",
                spread(ratios),
                f"{statistics.median(cpu):,.0f}",
                spread(cpu),
            )
        )
    table(("case", "pages/s", "of the floor", "spread", "CPU µs a page", "spread"), rows)


def _fill(url: str) -> None:
    for number in range(2000):
        request = urllib.request.Request(f"{url}/help?n={number}", headers={"Accept-Encoding": "br"})
        urllib.request.urlopen(request).read()


if __name__ == "__main__":
    sys.exit(main())
