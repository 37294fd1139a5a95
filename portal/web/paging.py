"""Numbered pages: no endless scrolling, and every page has an address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from portal.kernel.digits import MOST_DIGITS, whole

PER_PAGE = 20


@dataclass(frozen=True)
class Paging:
    """Where a reader is in a list; `path` and `query` are the list's own address without the page.

    `is_full` says that there are more than were counted.
    """

    page: int
    total: int
    path: str
    query: tuple[tuple[str, str], ...] = ()
    per_page: int = PER_PAGE
    is_full: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    def url(self, page: int) -> str:
        query = [*self.query, *([("page", str(page))] if page > 1 else [])]
        return self.path + ("?" + urlencode(query) if query else "")

    @property
    def previous_url(self) -> str | None:
        return self.url(self.page - 1) if self.page > 1 else None

    @property
    def next_url(self) -> str | None:
        return self.url(self.page + 1) if self.page < self.pages else None


def page_number(typed: str | None, *, total: int, per_page: int = PER_PAGE) -> int:
    """The page asked for, kept within what there is; anything else is the first."""
    last = max(1, -(-total // per_page))
    # A longer number is past the end too, and so are its first digits.
    number = whole(typed[:MOST_DIGITS]) if typed and typed.isdigit() else None
    return min(number or 1, last)
