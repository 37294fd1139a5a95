"""One question over HTTPS, and what silence means."""

from collections.abc import Callable, Mapping

import httpx2

from portal.kernel.msgid import msgid
from portal.messages.gateways.parcel import Outcome

SECONDS, TO_CONNECT = 10.0, 4.0
FIRST_SERVER_FAULT, BUSY = 500, 429


class Wire:
    """A connection that is kept open; a redirect is not followed, since a signature is for one address."""

    def __init__(self, seconds: float = SECONDS, to_connect: float = TO_CONNECT) -> None:
        timeout = httpx2.Timeout(seconds, connect=to_connect)
        self._client = httpx2.Client(timeout=timeout, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def post(
        self,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str],
        judge: Callable[[httpx2.Response], Outcome],
    ) -> Outcome:
        try:
            response = self._client.post(url, content=content, headers=dict(headers))
        except httpx2.ConnectError:
            return Outcome("again", msgid("no connection"))
        except (httpx2.ConnectTimeout, httpx2.PoolTimeout):
            return Outcome("again", msgid("no connection in time"))
        except httpx2.TransportError as problem:
            return Outcome("unknown", type(problem).__name__)
        if response.status_code >= FIRST_SERVER_FAULT or response.status_code == BUSY:
            return Outcome("again", f"HTTP {response.status_code}")
        try:
            return judge(response)
        except (ValueError, KeyError, TypeError, IndexError):
            return Outcome("unknown", f"HTTP {response.status_code} without a readable answer")
