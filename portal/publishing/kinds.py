"""What the shared half must know of a kind of publication; each room declares its own, `app.py` lists them."""

from dataclasses import dataclass

from portal.publishing.content import PublicationFile
from portal.publishing.model import Publication


@dataclass(frozen=True)
class PublicationKind:
    """One kind: its mapped class, where its pages are, and what its content files look like."""

    model: type[Publication]
    schema: type[PublicationFile]
    folder: str
    path: str
    title: str

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
