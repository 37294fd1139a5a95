"""How the rooms refuse; the words are put to it at the edge."""


class Refusal(Exception):
    """Something that may not be done now; `key` is the English msgid, `facts` fill it."""

    def __init__(self, key: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.field = field
        self.facts = facts


class NotFound(Exception):
    """It does not exist, or is not theirs: the two look alike."""


class Forbidden(Exception):
    """The form did not come from one of our pages."""


class Stale(Exception):
    """Somebody else changed it in between."""


class TooMany(Exception):
    """Too many tries; `wait_seconds` says for how long to wait."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"wait {wait_seconds} s")
        self.wait_seconds = wait_seconds


class Gone(Exception):
    """It was here and is not any more; `successor` is the path of what takes its place, where there is something."""

    def __init__(self, title: str = "", *, successor: str | None = None) -> None:
        super().__init__(title)
        self.title = title
        self.successor = successor


class StorageAway(Exception):
    """Where files lie cannot be reached; its text is for whoever runs the portal."""
