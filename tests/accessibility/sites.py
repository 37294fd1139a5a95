"""Small sites on this machine for the auditor to look at."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MANY = re.compile(r"字×(\d+)")
Answer = Callable[[BaseHTTPRequestHandler], None]
PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>一页字 - 样例</title>'
    "<style>html{{font-size:125%}}body{{font:1rem/1.75 sans-serif}}</style></head><body>{}</body></html>"
)


class Site(ThreadingHTTPServer):
    """Answers each path as it is told; what is not known is 404."""

    daemon_threads = True

    def __init__(self, answers: Mapping[str, str | Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.answers = dict(answers)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        answer = self.server.answers.get(path)
        if callable(answer):
            answer(self)
            return
        send(self, answer or "", 404 if answer is None else 200)

    def log_message(self, *_: object) -> None: ...


def send(visit: BaseHTTPRequestHandler, body: str, status: int = 200, **headers: str) -> None:
    visit.send_response(status)
    for name, value in ({"Content_Type": "text/html; charset=utf-8"} | headers).items():
        visit.send_header(name.replace("_", "-"), value)
    visit.end_headers()
    visit.wfile.write(body.encode())


def whole(body: str) -> str:
    """A plain page around it, unless it is one; 字×400 stands for so many characters."""
    body = MANY.sub(lambda found: "字" * int(found[1]), body)
    return body if body.startswith("<!doctype") else PAGE.format(body)


@contextmanager
def site(answers: Mapping[str, str | Answer]) -> Iterator[Site]:
    running = Site(answers)
    thread = threading.Thread(target=running.serve_forever, name="a small site")
    thread.start()
    try:
        yield running
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
