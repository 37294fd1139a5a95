"""Column types: moments in UTC, and personal data that is sealed."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from portal.db.rows import ForRow, OfRow, taken_apart
from portal.db.sealing import Keyring, bound

__all__ = ["Keyring", "Moment", "OfRow", "Sealed", "SealedJson", "keyring_of", "token_hash"]


def token_hash(token: str) -> str:
    """What is kept of a random token: enough to recognise it, not enough to use it."""
    return sha256(token.encode()).hexdigest()


class Moment(TypeDecorator[datetime]):
    """A moment with its zone; kept in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs its zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(ForRow):
    """Text that only the program can read; `place` is "table.column"."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else _sealed(dialect, self.place, value, str.encode)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _opened(dialect, self.place, value).decode()


class SealedJson(ForRow):
    """A mapping that only the program can read; replace it whole, it does not notice changes inside."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else _sealed(dialect, self.place, value, _as_json)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Mapping[str, Any] | None:
        if value is None:
            return None
        opened: Mapping[str, Any] = json.loads(_opened(dialect, self.place, value))
        return opened


def _as_json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _sealed(dialect: Dialect, place: str, given: Any, as_bytes: Callable[[Any], bytes]) -> bytes:
    if not isinstance(given, OfRow):
        message = f"{place} is sealed with its row: hand the row over as parameters, or use OfRow"
        raise TypeError(message)
    return keyring_of(dialect).seal(as_bytes(given.value), bound(place, given.row))


def _opened(dialect: Dialect, place: str, read: bytes) -> bytes:
    row, sealed = taken_apart(read)
    return keyring_of(dialect).open(sealed, bound(place, row))


def keyring_of(dialect: Dialect) -> Keyring:
    """The keyring that `db.engine` gave to this engine's dialect."""
    keyring = getattr(dialect, "portal_keyring", None)
    if not isinstance(keyring, Keyring):
        message = "this engine has no keyring: make it with portal.db.engine"
        raise TypeError(message)
    return keyring
