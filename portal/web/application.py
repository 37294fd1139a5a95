"""FastAPI behind a layer of its own: what that layer can answer never reaches the framework."""

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


class Application(FastAPI):
    """The same application; `front` is asked first and passes on what it cannot answer itself.

    A middleware of FastAPI stands inside three layers of the framework, which cost a finished page more than it
    costs itself.
    """

    front: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.front is None:
            await self.behind(scope, receive, send)
        else:
            await self.front(scope, receive, send)

    async def behind(self, *call: Any) -> None:
        """The application without its front."""
        await super().__call__(*call)
