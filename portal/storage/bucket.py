"""Files in a bucket of a storage that speaks S3: one request each, signed, never an address for anybody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from portal.kernel.errors import StorageAway
from portal.storage.keeping import Kept, NotUsable, Uploads, place

T = TypeVar("T")
PIECE = 256 * 1024
PROBE = "probe"
# Whoever sends a photo waits for this, so a storage that hangs must fail while they are still there.
CONNECT, WHOLE, TRY_AGAIN_FOR = timedelta(seconds=2), timedelta(seconds=15), timedelta(seconds=5)


@dataclass(frozen=True)
class Account:
    """Where the bucket is and whose it is; `endpoint` is empty for Amazon's own."""

    bucket: str
    prefix: str
    endpoint: str
    region: str
    key_id: str
    key_secret: str = field(repr=False)


class Bucket(Uploads):
    """One folder of a bucket."""

    def __init__(self, account: Account, area: str) -> None:
        self._account = account
        # Some operators want the bucket in the name of the host: then it stands in the address already.
        in_host = not account.endpoint or (urlsplit(account.endpoint).hostname or "").startswith(f"{account.bucket}.")
        address = {"endpoint": account.endpoint} if account.endpoint else {}
        self._store = S3Store(
            account.bucket,
            prefix="/".join(filter(None, (account.prefix, area))),
            region=account.region,
            access_key_id=account.key_id,
            secret_access_key=account.key_secret,
            virtual_hosted_style_request=in_host,
            disable_bulk_delete=True,  # not every operator knows it
            client_options={
                "allow_http": account.endpoint.startswith("http://"),
                "connect_timeout": CONNECT,
                "timeout": WHOLE,
            },
            retry_config={
                "max_retries": 2,
                "retry_timeout": TRY_AGAIN_FOR,
                "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1)},
            },
            **address,  # type: ignore[arg-type]  # mypy cannot see that only the endpoint is in it
        )

    def put(self, name: str, data: bytes, *, media_type: str) -> None:
        self._put(place(name), data, media_type)

    def open(self, name: str) -> Iterator[bytes] | None:
        try:
            found = _asked(lambda: self._store.get(place(name)))
        except FileNotFoundError:
            return None
        return _pieces(iter(found.stream(min_chunk_size=PIECE)))

    def written(self, name: str) -> datetime | None:
        try:
            return _asked(lambda: self._store.head(place(name)))["last_modified"]
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        _asked(lambda: self._store.delete(f"{name[:2]}/{name}"))

    def listed(self) -> Iterator[Kept]:
        parts = iter(self._store.list())
        while part := _asked(lambda: next(parts, None)):
            yield from (Kept(one["path"].rpartition("/")[2], one["last_modified"]) for one in part)

    def check(self) -> None:
        """Writes, lists and deletes: what a key may do is known only to the storage."""
        where = f"bucket {self._account.bucket!r}"
        try:
            self._put(PROBE, b"", "text/plain")
        except FileNotFoundError:
            raise NotUsable(f"there is no {where}") from None
        except _Refused:
            raise NotUsable(f"the key is not accepted, or may not write into {where}") from None
        try:
            next(self.listed(), None)
            _asked(lambda: self._store.delete(PROBE))
        except StorageAway:
            raise NotUsable(f"the key may not list and delete in {where}") from None

    def _put(self, path: str, data: bytes, media_type: str) -> None:
        # One request, never several parts: nothing half-sent is left behind.
        kind = {"Content-Type": media_type}
        _asked(lambda: obstore.put(self._store, path, data, attributes=kind, use_multipart=False))


class _Refused(StorageAway):
    """It answers, but not us."""


def _asked(question: Callable[[], T]) -> T:
    """Raises `FileNotFoundError` where there is nothing of that name, and `StorageAway` for all that goes wrong."""
    try:
        return question()
    except FileNotFoundError:
        raise
    except (PermissionDeniedError, UnauthenticatedError) as problem:
        raise _Refused(_first_line(problem)) from problem
    except (BaseError, OSError) as problem:
        raise StorageAway(_first_line(problem)) from problem


def _pieces(stream: Iterator[bytes]) -> Iterator[bytes]:
    while piece := _asked(lambda: next(stream, None)):
        yield bytes(piece)


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0][:200]
