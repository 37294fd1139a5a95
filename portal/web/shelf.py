"""Finished pages in a bounded number of bytes; what was asked for twice is not pushed out by what is asked for once."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from starlette.types import Message

# What the objects around the bytes weigh.
OVERHEAD = 3000
SHARE_OF_NEW = 0.2


@dataclass(frozen=True, slots=True)
class Entry:
    """One page as the message that carries it whole, and the one that says that nothing changed."""

    etag: bytes
    whole: Message
    unchanged: Message
    kept_at: float

    @property
    def weight(self) -> int:
        return len(self.whole["body"]["body"]) + OVERHEAD


class Shelf:
    """Two halves: new pages wait in a small one until they are asked for again; both drop the least recently used."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._new: OrderedDict[Hashable, Entry] = OrderedDict()
        self._wanted: OrderedDict[Hashable, Entry] = OrderedDict()
        self._bytes_new = 0
        self._bytes_wanted = 0

    def __len__(self) -> int:
        return len(self._new) + len(self._wanted)

    @property
    def weight(self) -> int:
        return self._bytes_new + self._bytes_wanted

    def get(self, key: Hashable, *, not_before: float) -> Entry | None:
        """The page, unless it is older than that."""
        entry = self._wanted.get(key)
        if entry is not None:
            if entry.kept_at < not_before:
                self._bytes_wanted -= self._wanted.pop(key).weight
                return None
            self._wanted.move_to_end(key)
            return entry
        entry = self._new.pop(key, None)
        if entry is None:
            return None
        self._bytes_new -= entry.weight
        if entry.kept_at < not_before:
            return None
        self._wanted[key] = entry
        self._bytes_wanted += entry.weight
        self._trim()
        return entry

    def put(self, key: Hashable, entry: Entry) -> None:
        """A page that was just made; one that would fill the small half alone is not kept."""
        if entry.weight > self.most_bytes * SHARE_OF_NEW:
            return
        for half in (self._new, self._wanted):
            if key in half:
                self._forget(half, key)
        self._new[key] = entry
        self._bytes_new += entry.weight
        self._trim()

    def clear(self) -> None:
        self._new.clear()
        self._wanted.clear()
        self._bytes_new = self._bytes_wanted = 0

    def _trim(self) -> None:
        while self._bytes_new > self.most_bytes * SHARE_OF_NEW:
            self._bytes_new -= self._new.popitem(last=False)[1].weight
        while self._bytes_wanted > self.most_bytes * (1 - SHARE_OF_NEW):
            self._bytes_wanted -= self._wanted.popitem(last=False)[1].weight

    def _forget(self, half: OrderedDict[Hashable, Entry], key: Hashable) -> None:
        weight = half.pop(key).weight
        if half is self._new:
            self._bytes_new -= weight
        else:
            self._bytes_wanted -= weight
