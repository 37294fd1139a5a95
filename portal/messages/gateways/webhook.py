"""A district's own service for text messages, reached by a signed webhook."""

import json
from collections.abc import Callable
from datetime import datetime
from hmac import digest
from typing import TYPE_CHECKING

from portal.messages.gateways.parcel import FIRST_FAILURE, SENT, Outcome, Parcel

if TYPE_CHECKING:
    import httpx2

    from portal.messages.gateways.wire import Wire


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """What the receiver computes too: HMAC-SHA256 over the time, a dot and the body, in hex."""
    return digest(secret, timestamp.encode() + b"." + body, "sha256").hex()


class WebhookGateway:
    """POSTs JSON; the receiver must take one `Idempotency-Key` only once."""

    name = "webhook"
    carries_any_text = True

    def __init__(self, url: str, secret: str, now: Callable[[], datetime], wire: "Wire") -> None:
        self._url, self._secret, self._now, self._wire = url, secret.encode(), now, wire

    def send(self, parcel: Parcel) -> Outcome:
        body = json.dumps(
            {"key": parcel.key, "phone": parcel.phone, "text": parcel.text, "language": parcel.language},
            ensure_ascii=False,
        ).encode()
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "idempotency-key": parcel.key,
            "x-portal-timestamp": timestamp,
            "x-portal-signature": signature(self._secret, timestamp, body),
        }
        return self._wire.post(self._url, content=body, headers=headers, judge=_judged)

    def recalls(self, parcel: Parcel) -> bool | None:
        """The receiver takes one key only once."""
        del parcel
        return False


def _judged(response: "httpx2.Response") -> Outcome:
    return SENT if response.status_code < FIRST_FAILURE else Outcome("never", f"HTTP {response.status_code}")
