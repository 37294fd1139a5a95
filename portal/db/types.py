"""Column types: moments in UTC, and personal data that is sealed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from portal.db.sealing import Keyring

__all__ = ["Keyring", "Moment", "Sealed", "SealedJson", "keyring_of", "token_hash"]


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


class Sealed(TypeDecorator[str]):
    """Text that only the program can read; `place` is "table.column"."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_of(dialect).seal(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).open(bytes(value), self.place).decode()


class SealedJson(TypeDecorator[Mapping[str, Any]]):
    """A mapping that only the program can read; replace it whole, it does not notice changes inside."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return keyring_of(dialect).seal(json.dumps(value, ensure_ascii=False).encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Mapping[str, Any] | None:
        if value is None:
            return None
        opened: Mapping[str, Any] = json.loads(keyring_of(dialect).open(bytes(value), self.place))
        return opened


def keyring_of(dialect: Dialect) -> Keyring:
    """The keyring that `db.engine` gave to this engine's dialect."""
    keyring = getattr(dialect, "portal_keyring", None)
    if not isinstance(keyring, Keyring):
        message = "this engine has no keyring: make it with portal.db.engine"
        raise TypeError(message)
    return keyring
