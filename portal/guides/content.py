"""What a guide's content file says."""

from typing import Annotated, Any

from portal.guides.model import Guide
from portal.kernel.msgid import msgid
from portal.publishing.content import Asked, PublicationFile, Text, Whole, spoken
from portal.publishing.kinds import PublicationKind

# The elements of a guide to a service, in the words of a counter.
ELEMENT_NAMES = {
    "name": msgid("What it is"),
    "basis": msgid("On what ground"),
    "responsible": msgid("Who does it"),
    "who": msgid("Who may ask for it"),
    "conditions": msgid("Conditions"),
    "materials": msgid("What to bring"),
    "time_limit_law": msgid("How long it may take at most"),
    "time_limit_promise": msgid("How long we promise"),
    "place": msgid("Where"),
    "hours": msgid("When it is open"),
    "route": msgid("How to get there"),
    "fee": msgid("What it costs"),
    "process": msgid("Step by step"),
    "result": msgid("What you get"),
    "delivery": msgid("How you get it"),
    "query": msgid("See how far it is"),
    "supervise": msgid("Complaints"),
    "phone": msgid("Phone"),
    "faq": msgid("Often asked"),
    "ways": msgid("Ways to do it"),
    "forms": msgid("Where the forms are"),
    "remedy": msgid("If you do not agree"),
    "visits": msgid("How often to come"),
}


class GuideFile(PublicationFile):
    elements: Annotated[dict[str, Text], Asked(msgid("The service at a glance"), keys=ELEMENT_NAMES, long=True)] = {}
    order: Annotated[Whole, Asked(msgid("Place in the list"))] = 100
    icon: Annotated[str, Asked(msgid("Name of its picture sign"))] = "file-text"

    def columns(self) -> dict[str, Any]:
        return {"position": self.order, "icon": self.icon}

    def details(self, language: str) -> dict[str, Any]:
        elements = {key: spoken(value, language) for key, value in self.elements.items()}
        return super().details(language) | {"elements": elements}


KIND = PublicationKind(model=Guide, schema=GuideFile, folder="guides", path="/guides", title="Guides")
