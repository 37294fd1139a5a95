"""The slip of paper that a family takes home: the number, the way to ask, and what happens next."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request

from portal.kernel import saying
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.kernel.reference import group
from portal.offline import links
from portal.paper import sheets
from portal.requests.model import ServiceRequest
from portal.web.view import preferences, say


def facts(
    request: Request, found: ServiceRequest, *, title: str, asked: Sequence[tuple[str, str]], next_step: str
) -> dict[str, Any]:
    """For the template `sheet`; no name and no address stands on it, since slips are lost."""
    language = preferences(request).language
    address = links.address(request.app.state.settings.public_url, found.code)
    received = saying.say_date(found.created_at.astimezone(LOCAL).date(), language)
    heading = say(request, msgid("We have received it."))
    ask = say(request, msgid("Keep this slip. Whoever has it can ask how far it is."))
    after = [sheets.row("next", say(request, msgid("What happens next")), next_step)] if next_step else []
    return sheets.common(request, title=heading, kind=title, paper="a5") | {
        "rows": [
            sheets.row("number", say(request, msgid("Your number")), group(found.reference)),
            sheets.row("code", say(request, msgid("Your receipt code")), found.receipt_code),
            *(sheets.row(f"asked{number}", say(request, name), text) for number, (name, text) in enumerate(asked)),
            sheets.row("received", say(request, msgid("Received on")), received),
            *after,
        ],
        "flows": True,
        "phone": sheets.phone(request, sheets.DISTRICT_LINE),
        "code": sheets.code(request, address, "counter"),
        "foot": [ask, ""],
    }
