"""Finished pieces of pages: what is the same on many pages in one language is rendered once."""

from collections.abc import Callable, Hashable
from threading import Lock

from markupsafe import Markup

# A card is a kilobyte, a filter six.
MOST = 2048


class Pieces:
    """So many pieces; the one that was put first is forgotten first.

    Nobody's own words belong in here: a piece goes to every reader of its language.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[Hashable, Markup] = {}
        self._changing = Lock()

    def get(self, key: Hashable) -> Markup | None:
        return self._kept.get(key)

    def put(self, key: Hashable, piece: Markup) -> None:
        with self._changing:
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = piece

    def keep(self, *key: Hashable, caller: Callable[[], Markup]) -> Markup:
        """`{% call kept("name", whatever it depends on) %}…{% endcall %}` in a template."""
        piece = self._kept.get(key)
        if piece is None:
            piece = caller()
            self.put(key, piece)
        return piece
