"""A paper form made of the same steps as the pages, so that neither can ask what the other does not."""

from typing import Any

from fastapi import Request
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import Field

from portal.drafting.steps import Step
from portal.kernel import saying
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.kernel.reference import group
from portal.offline.model import PaperForm
from portal.paper import sheets
from portal.requests.applying import asking_of
from portal.requests.kinds import RequestKind
from portal.web.view import preferences, say

# More answers than this are written by hand, like the town.
MOST_BOXES = 24
DISTRICT_LINE = "12345"


def facts(request: Request, form: PaperForm, kind: RequestKind) -> dict[str, Any]:
    """Every question of the kind with boxes to tick and lines to write on."""
    title = say(request, kind.title)
    language = preferences(request).language
    public: str = request.app.state.settings.public_url
    address = f"{public.rstrip('/')}/F/{form.serial}".upper()
    printed = saying.say_date(form.printed_at.astimezone(LOCAL).date(), language, weekday=False)
    return sheets.common(request, title=title, kind=say(request, msgid("Paper form"))) | {
        "serial": group(form.serial),
        "serial_label": say(request, msgid("Form number")),
        "lead": say(
            request,
            msgid(
                "Write with a dark pen, tick with ✓. Leave open what you do not know: we call you. No copy is needed."
            ),
        ),
        "sections": [part for step in kind.steps if (part := _section(request, step)) is not None],
        "sign": say(request, msgid("Signature or fingerprint, and the date")),
        "hand_in": say(
            request,
            msgid("Hand it in at any service point, or call and we fetch it. Whoever wrote it for you may bring it."),
        ),
        "phone": sheets.phone(request, DISTRICT_LINE),
        "code": sheets.code(request, address, "counter"),
        "foot": printed,
    }


def _section(request: Request, step: Step) -> dict[str, Any] | None:
    if step.takes_photos:
        return None
    questions = [_question(request, field) for field in step.build(asking_of(request, None, {}))]
    return {"question": say(request, step.question), "fields": questions}


def _question(request: Request, field: Field) -> dict[str, Any]:
    label = say(request, str(field.label.text))
    if isinstance(field, BooleanField):
        return {"label": "", "boxes": [label]}
    if isinstance(field, RadioField | SelectField | SelectMultipleField):
        names = [say(request, str(choice[1])) for choice in field.iter_choices() if choice[0]]
        if 0 < len(names) <= MOST_BOXES:
            return {"label": label, "boxes": names}
    return {"label": label, "boxes": []}
