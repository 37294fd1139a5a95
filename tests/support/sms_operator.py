"""An operator of text messages on this machine: it can fail, be slow, lose its answers, and remembers what it got."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LONGEST_GOODBYE = 10


@dataclass
class Question:
    """What arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What goes back; `lost` hangs up after taking the question in."""

    status: int = 200
    body: Any = None
    after: float = 0
    lost: bool = False


@dataclass
class Operator:
    """`answer` decides on each question; every one is kept before that."""

    answer: Callable[[Question], Answer]
    url: str = ""
    questions: list[Question] = field(default_factory=list)


@contextmanager
def operating(answer: Callable[[Question], Answer] = lambda _: Answer()) -> Iterator[Operator]:
    """An operator on a free port; it is gone afterwards."""
    operator = Operator(answer)

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Without this each answer waits 40 ms for the other side to acknowledge the head before its body follows.
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            announced = self.headers.get("content-length")
            length = int(announced or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            question = Question(self.path, headers, self.rfile.read(length))
            if announced is None or len(question.body) < length:
                self.close_connection = True  # whoever asked was killed in the middle of the question
                return
            given = operator.answer(question)
            operator.questions.append(question)
            if given.after:
                time.sleep(given.after)
            if given.lost:
                self.close_connection = True
                return
            body = json.dumps(given.body).encode()
            self.send_response(given.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True  # whoever asked was killed

        def log_message(self, *_: object) -> None:
            """An operator says nothing on our console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.daemon_threads = True
    operator.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="operator")
    thread.start()
    try:
        yield operator
    finally:
        server.shutdown()
        server.server_close()
        thread.join(LONGEST_GOODBYE)
