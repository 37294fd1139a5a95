"""FastAPI behind a layer of its own: what that layer can answer never reaches the framework."""

import os
from typing import Any, cast

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


class Application(FastAPI):
    """The same application; `front` is asked first and passes on what it cannot answer itself.

    A middleware of FastAPI stands inside three layers of the framework, which cost a finished page more than it
    costs itself.
    """

    front: ASGIApp | None = None

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Who asks and how is taken from a proxy's word only where a page is made: a finished one is the same for all.
        trusted = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
        # The two libraries write down the same interface in types of their own.
        self.behind = cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", super().__call__), trusted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.front is None:
            await self.behind(scope, receive, send)
        else:
            await self.front(scope, receive, send)
