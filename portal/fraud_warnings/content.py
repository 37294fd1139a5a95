"""What a fraud warning's content file says."""

from typing import Annotated, Any, Literal

from pydantic import Field

from portal.fraud_warnings.model import FraudWarning
from portal.kernel.msgid import msgid
from portal.publishing.content import Asked, PublicationFile, Text
from portal.publishing.kinds import PublicationKind

LEVEL_NAMES = {"urgent": msgid("Urgent"), "watch": msgid("Watch out"), "remind": msgid("Reminder")}
# National and city lines that take reports of fraud; whom to call is never typed.
REPORT_NAMES = {
    "110": msgid("Police, when money is going or gone"),
    "96110": msgid("Anti-fraud line, to ask first"),
    "12345": msgid("Government service line"),
    "12315": msgid("Market complaints"),
    "12348": msgid("Legal advice"),
    "12378": msgid("Banks and insurance complaints"),
}


class FraudWarningFile(PublicationFile):
    fraud_type: Annotated[str | None, Asked(msgid("Kind of trick"), hint=msgid("Its key in the list of tricks."))] = (
        None
    )
    level: Annotated[
        Literal["remind", "watch", "urgent"],
        Asked(msgid("How pressing is it?"), missing=msgid("Please choose how pressing it is."), choices=LEVEL_NAMES),
    ]
    said: Annotated[Text, Asked(msgid("What they say"), missing=msgid("Please write what they say."), long=True)]
    wanted: Annotated[Text, Asked(msgid("What they want"), missing=msgid("Please write what they want."), long=True)]
    signs: Annotated[
        list[Text],
        Field(min_length=1),
        Asked(msgid("How to see through it, one line each"), missing=msgid("Please give at least one sign.")),
    ]
    do: Annotated[
        list[Text],
        Field(min_length=1),
        Asked(msgid("What to do, one line each"), missing=msgid("Please say what to do.")),
    ]
    already_paid: Annotated[
        list[Text],
        Field(min_length=1),
        Asked(msgid("Already paid? One line each"), missing=msgid("Please say what to do after paying.")),
    ]
    report: Annotated[list[str], Asked(msgid("Whom to call"), choices=REPORT_NAMES)] = ["110", "96110"]
    targets: Annotated[Text | None, Asked(msgid("Whom they look for"))] = None

    def columns(self) -> dict[str, Any]:
        return {"fraud_type": self.fraud_type, "level": self.level, "report": self.report}


KIND = PublicationKind(
    model=FraudWarning,
    schema=FraudWarningFile,
    folder="fraud_warnings",
    path="/fraud-warnings",
    title="Fraud warnings",
    desk="/staff/fraud-warnings",
    expects=frozenset({"show_until"}),
    is_urgent=lambda document: document.get("level") == "urgent",
)
