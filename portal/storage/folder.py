"""Files in a folder: on disk, and their names too, before they are acknowledged."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from portal.storage.keeping import Kept, Uploads, place

PIECE = 256 * 1024


class Folder(Uploads):
    """What `PORTAL_DATA_DIR` holds."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, name: str, data: bytes, *, media_type: str) -> None:
        del media_type  # a file system keeps none; the row that names the file does
        target = self._path / place(name)
        if target.exists() and target.stat().st_size == len(data):
            target.touch()  # wanted again now, so nobody who tidies up takes it away
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        passing = target.with_name(f"{name}.{os.getpid()}.part")
        with passing.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(target)
        directory = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def open(self, name: str) -> Iterator[bytes] | None:
        try:
            return _pieces((self._path / place(name)).open("rb"))
        except FileNotFoundError:
            return None

    def written(self, name: str) -> datetime | None:
        return _written(self._path / place(name))

    def delete(self, name: str) -> None:
        (self._path / name[:2] / name).unlink(missing_ok=True)

    def listed(self) -> Iterator[Kept]:
        for path in self._path.glob("??/*") if self._path.exists() else ():
            written = _written(path)
            if written is not None:
                yield Kept(path.name, written)

    def check(self) -> None:
        """The folder is made when the first file comes."""


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _written(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
