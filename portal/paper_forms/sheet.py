"""A paper form made of the same steps as the pages, so that neither can ask what the other does not."""

from typing import Any

from fastapi import Request
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields import Field

from portal.drafting.steps import Step
from portal.kernel import saying
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.kernel.reference import group
from portal.offline.model import PaperForm
from portal.paper import sheets, tables
from portal.paper_forms.kinds import OnPaper
from portal.requests.applying import asking_of, notice_of
from portal.web.view import preferences, say

# More answers than this are written by hand, like the town.
MOST_BOXES = 24
# Lines for an answer in whole sentences.
ROOM_FOR_WORDS = 2


def address(request: Request, form: PaperForm) -> str:
    """Upper case, so that it fits the alphanumeric mode."""
    public: str = request.app.state.settings.public_url
    return f"{public.rstrip('/')}/F/{form.serial}".upper()


def facts(request: Request, form: PaperForm, kind: OnPaper) -> dict[str, Any]:
    """Every question of the kind with boxes to tick and lines to write on."""
    return _head(request, form, kind, say(request, msgid("Paper form"))) | {
        "lead": say(
            request,
            msgid(
                "Write with a dark pen, tick with ✓. Leave open what you do not know: we call you. No copy is needed."
            ),
        ),
        "sections": [part for step in kind.steps if (part := _section(request, step, kind)) is not None],
        "notice": list(notice_of(request)),
        "sign": say(request, msgid("Signature or fingerprint, and the date")),
        "hand_in": say(
            request,
            msgid("Hand it in at any service point, or call and we fetch it. Whoever wrote it for you may bring it."),
        ),
        "template": "form",
    }


def lines(request: Request, form: PaperForm, kind: OnPaper) -> dict[str, Any]:
    """A sheet for the table by the door: who comes writes a line; staff key it in line by line."""
    columns: list[tuple[str, int | str]] = [
        (say(request, msgid("Name")), 46),
        (say(request, msgid("Year of birth")), 36),
        (say(request, msgid("Phone")), 50),
        (say(request, msgid("Remarks")), "rest"),
    ]
    intake = kind.intake
    begins = intake.begins_at.astimezone(LOCAL) if intake else form.printed_at.astimezone(LOCAL)
    day = saying.say_date(begins.date(), preferences(request).language)
    lead = say(request, msgid("Write on a free line; family may write for you. It begins on %(day)s."), day=day)
    foot = [
        f"{say(request, msgid('Form number'))} {group(form.serial)}",
        say(request, msgid("Only for the desk. Please take no pictures.")),
    ]
    head = _head(request, form, kind, say(request, msgid("Sign-up sheet")))
    return head | tables.numbered(columns) | {"lead": lead, "foot": foot, "template": "lines"}


def _head(request: Request, form: PaperForm, kind: OnPaper, what: str) -> dict[str, Any]:
    language = preferences(request).language
    printed = saying.say_date(form.printed_at.astimezone(LOCAL).date(), language, weekday=False)
    return sheets.common(request, title=kind.title, kind=what) | {
        "serial": group(form.serial),
        "serial_label": say(request, msgid("Form number")),
        "phone": sheets.phone(request, sheets.DISTRICT_LINE),
        "code": sheets.code(request, address(request, form), "counter"),
        "foot": printed,
    }


def _section(request: Request, step: Step, kind: OnPaper) -> dict[str, Any] | None:
    if step.takes_photos:
        return None
    question = say(request, step.question)
    questions = [_question(request, field, kind) for field in step.build(asking_of(request, None, kind.answers))]
    if not questions:
        return None
    # The first question of a page may be its heading too; on paper once is enough.
    if questions[0]["label"] == question:
        questions[0]["label"] = ""
    return {"question": question, "fields": questions}


def _question(request: Request, field: Field, kind: OnPaper) -> dict[str, Any]:
    label = say(request, str(field.label.text))
    age = kind.from_age.get(field.name)
    if age is not None:
        label = say(request, msgid("From %(age)s years: %(question)s"), age=age, question=label)
    if isinstance(field, BooleanField):
        return {"label": "", "boxes": [label], "lines": 0}
    if isinstance(field, RadioField | SelectField | SelectMultipleField):
        names = [say(request, str(choice[1])) for choice in field.iter_choices() if choice[0]]
        if 0 < len(names) <= MOST_BOXES:
            return {"label": label, "boxes": names, "lines": 0}
    lines = kind.rooms.get(field.name, ROOM_FOR_WORDS) if isinstance(field, TextAreaField) else 1
    return {"label": label, "boxes": [], "lines": lines}
