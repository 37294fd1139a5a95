"""The server's way of speaking HTTP, with a short cut for finished pages: they are sent as they lie ready.

The short cut is an extension of ASGI that a scope names, so that another server, or a test, is told the usual way.
"""

from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

# The name of the extension, and the type of its one message: {"start": Message, "body": Message, "lines": bytes}.
FINISHED = "portal.finished"
_EXTENSIONS: dict[str, dict[object, object]] = {FINISHED: {}}


def ready_lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The headers and the empty line that ends them; raises `ValueError` where one would begin another line."""
    if any(b"\r" in part or b"\n" in part for pair in headers for part in pair):
        message = "a header would break its line"
        raise ValueError(message)
    return b"".join(b"%b: %b\r\n" % pair for pair in headers) + b"\r\n"


class _Cycle(RequestResponseCycle):
    """One request and its answer; to look at each of fourteen headers anew takes the server a third of its time."""

    # The list, which the server replaces once a second, and its lines.
    _of_the_server: ClassVar[tuple[list[tuple[bytes, bytes]], bytes]] = ([], b"")

    async def send(self, message: Any) -> None:
        if message["type"] != FINISHED:
            await super().send(message)
        elif self.flow.write_paused or self.disconnected or self.access_log or not self.keep_alive:
            await super().send(message["start"])
            await super().send(message["body"])
        else:
            self._send_at_once(message)

    def _send_at_once(self, message: Any) -> None:
        known, of_the_server = self._of_the_server
        if known is not self.default_headers:
            of_the_server = b"".join(b"%b: %b\r\n" % pair for pair in self.default_headers)
            _Cycle._of_the_server = (self.default_headers, of_the_server)
        status = STATUS_LINE[message["start"]["status"]]
        self.transport.write(b"".join((status, of_the_server, message["lines"], message["body"]["body"])))
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.message_event.set()
        self.on_response()


class Protocol(HttpToolsProtocol):
    """What `portal serve` hands to uvicorn."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        # The server makes the cycle itself and asks nobody for its class.
        cycle.__class__ = _Cycle
        cycle.scope["extensions"] = _EXTENSIONS
        super()._start_asgi_task(cycle, app)
