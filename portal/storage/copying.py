"""Carry files from one place to another, and prove that each arrived."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.storage.choose import Storage

BEGINS = {b"%PDF-": "application/pdf", b"\xff\xd8": "image/jpeg", b"RIFF": "image/webp", b"PK": "application/zip"}


class NotTheSame(Exception):
    """What can be read there is not what was sent."""


@dataclass(frozen=True)
class Carried:
    """One area: how many files are there now, and how many of them were there before."""

    area: str
    files: int
    before: int


def carry(source: Storage, target: Storage) -> Iterator[Carried]:
    """Nothing is taken away here; a second run carries only what is missing there."""
    for (area, here), (_, there) in zip(source.areas(), target.areas(), strict=True):
        files = before = 0
        for one in here.listed():
            data = b"".join(here.open(one.name) or ())
            if b"".join(there.open(one.name) or ()) == data:
                before += 1
            else:
                there.put(one.name, data, media_type=_media_type(data))
                if b"".join(there.open(one.name) or ()) != data:
                    raise NotTheSame(f"{area}/{one.name}")
            files += 1
        yield Carried(area, files, before)


def _media_type(data: bytes) -> str:
    """By how it begins: a folder does not know, and every file was looked at when it came."""
    return next((kind for begins, kind in BEGINS.items() if data.startswith(begins)), "application/octet-stream")
