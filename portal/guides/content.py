"""What a guide's content file says."""

from typing import Any

from portal.guides.model import Guide
from portal.publishing.content import PublicationFile, Text, spoken
from portal.publishing.kinds import PublicationKind


class GuideFile(PublicationFile):
    elements: dict[str, Text] = {}
    order: int = 100
    icon: str = "file-text"

    def columns(self) -> dict[str, Any]:
        return {"position": self.order, "icon": self.icon}

    def details(self, language: str) -> dict[str, Any]:
        elements = {key: spoken(value, language) for key, value in self.elements.items()}
        return super().details(language) | {"elements": elements}


KIND = PublicationKind(model=Guide, schema=GuideFile, folder="guides", path="/guides", title="Guides")
