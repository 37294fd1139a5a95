"""Refuses a body over the limit before it fills memory or disk."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TooLarge(Exception):
    """The body is over the limit."""


class BodyLimitMiddleware:
    """Counts what arrives: the declared length first, then the bytes themselves."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            # The declared length is judged here, inside the application, so that the answer is its 413 page.
            if declared.isdigit() and int(declared) > self.most:
                raise TooLarge
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most:
                raise TooLarge
            return message

        await self.app(scope, counted, send)
