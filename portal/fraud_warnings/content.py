"""What a fraud warning's content file says."""

from typing import Any, Literal

from portal.fraud_warnings.model import FraudWarning
from portal.publishing.content import PublicationFile, Text
from portal.publishing.kinds import PublicationKind

LEVELS = ("urgent", "watch", "remind")


class FraudWarningFile(PublicationFile):
    fraud_type: str | None = None
    level: Literal["remind", "watch", "urgent"]
    said: Text
    wanted: Text
    signs: list[Text]
    do: list[Text]
    already_paid: list[Text]
    report: list[str]
    targets: Text

    def columns(self) -> dict[str, Any]:
        return {"fraud_type": self.fraud_type, "level": self.level, "report": self.report}


KIND = PublicationKind(
    model=FraudWarning, schema=FraudWarningFile, folder="fraud_warnings", path="/fraud-warnings", title="Fraud warnings"
)
