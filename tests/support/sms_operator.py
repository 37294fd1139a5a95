"""An operator of text messages on this machine: it can fail, be slow, lose its answers, and remembers what it got."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

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


@dataclass
class Cloud:
    """An operator that keeps what it was handed, and loses its first answers; it lists what it sent to whoever asks."""

    name: str
    losing: int = 1
    lists: bool = True
    forgets: bool = False
    sent: list[str] = field(default_factory=list)
    asked: int = 0

    def answer(self, question: Question) -> Answer:
        action = question.headers.get("x-acs-action") or question.headers["x-tc-action"]
        if action != "SendSms":
            self.asked += 1
            return Answer(body=self._list()) if self.lists else Answer(status=503)
        handed = parse_qs(urlsplit(question.path).query)["OutId"][0] if self.name == "aliyun" else ""
        self.sent.append(handed or question.json()["SessionContext"])
        self.losing -= 1
        done = {"Code": "OK"} if self.name == "aliyun" else {"Response": {"SendStatusSet": [{"Code": "Ok"}]}}
        return Answer(body=done, lost=self.losing >= 0)

    def _list(self) -> Any:
        kept = [] if self.forgets else self.sent
        if self.name == "aliyun":
            lines = [{"OutId": key, "SendStatus": 3} for key in kept]
            return {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": lines}}
        return {
            "Response": {"PullSmsSendStatusSet": [{"SessionContext": key, "ReportStatus": "SUCCESS"} for key in kept]}
        }


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
