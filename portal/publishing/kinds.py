"""What the shared half must know of a kind of publication; each room declares its own, `app.py` lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.publishing.content import PublicationFile
from portal.publishing.model import Publication

# What somebody needs who wants to go there.
TO_GO_TO = frozenset({"phone", "place", "access", "show_until"})


@dataclass(frozen=True)
class PublicationKind:
    """One kind: its mapped class, where its pages are, and what its content files look like."""

    model: type[Publication]
    schema: type[PublicationFile]
    folder: str
    path: str
    title: str
    desk: str = ""
    # Whether two people are enough for this one, even where the site asks for three (急件).
    is_urgent: Callable[[Mapping[str, Any]], bool] = lambda _: False

    # What it cannot do without: "phone", "place", "access", "show_until".
    expects: frozenset[str] = frozenset({"phone"})

    @property
    def desk_path(self) -> str:
        """Where staff write things of this kind."""
        return self.desk or f"/staff/publications/{self.folder}"

    @property
    def name(self) -> str:
        name: str = self.model.__mapper_args__["polymorphic_identity"]
        return name

    @property
    def room(self) -> str:
        """The first part of the names of this kind's routes."""
        return self.path.lstrip("/").replace("-", "_")

    def address(self, slug: str) -> str:
        """The path of one thing of this kind, without the prefix that the portal is mounted under."""
        return f"{self.path}/{slug}"
