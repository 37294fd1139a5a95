"""One small object for files, wherever they lie: each is named by the hash of its content."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

NAME = re.compile(r"[0-9a-f]{64}(\.[a-z]{2,5})?")


class NotUsable(Exception):
    """It is set up wrongly; waiting would not help."""


@dataclass(frozen=True)
class Kept:
    """One file, and when it was last wanted."""

    name: str
    written: datetime


class Uploads(ABC):
    """Nothing here has an address of its own: whoever may see a file gets it through a door of the portal.

    Every method raises `StorageAway` where the place cannot be reached.
    """

    @abstractmethod
    def put(self, name: str, data: bytes, *, media_type: str) -> None:
        """Wholly there when this returns, or not at all; what is there already counts as written now."""

    @abstractmethod
    def open(self, name: str) -> Iterator[bytes] | None:
        """Its content piece by piece, or None where there is no such file."""

    @abstractmethod
    def written(self, name: str) -> datetime | None:
        """When it was put last, or None where there is no such file."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """Also where it is gone already."""

    @abstractmethod
    def listed(self) -> Iterator[Kept]:
        """Everything that lies here, in no order; also what a power cut left half-written."""

    @abstractmethod
    def check(self) -> None:
        """Raises `NotUsable` for what must be mended before the portal may start."""

    def exists(self, name: str) -> bool:
        return self.written(name) is not None

    def store(self, data: bytes, *, media_type: str) -> str:
        """The name that it can be read by."""
        name = sha256(data).hexdigest()
        self.put(name, data, media_type=media_type)
        return name

    def read(self, name: str) -> bytes | None:
        """What was stored, or None where it is gone or not what was stored."""
        data = b"".join(self.open(name) or ())
        return data if sha256(data).hexdigest() == name.partition(".")[0] else None


def is_name(text: str) -> bool:
    return NAME.fullmatch(text) is not None


def place(name: str) -> str:
    """Where it lies; a name that no hash begins is a mistake of ours, never a path."""
    if not is_name(name):
        raise ValueError("not the name of a file")
    return f"{name[:2]}/{name}"
