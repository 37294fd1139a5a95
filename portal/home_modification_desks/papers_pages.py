"""Papers in large type to read, sign and keep: the application, the plan, the acceptance sheet, the decision."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.drafting.consents import consents_of
from portal.home_modification_case import states
from portal.home_modification_case.model import HomeModification
from portal.home_modification_desks.forms import CONTENT
from portal.home_modification_desks.staff_pages import AtDesk, decided, papers_of, theirs
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.reference import group
from portal.kernel.saying import say_date, say_money
from portal.offline import links
from portal.paper.sheets import DISTRICT_LINE, code, common, phone, printed, row
from portal.requests import looking
from portal.requests.applying import rows_of
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import path_for, preferences, say, see_other

router = APIRouter(prefix="/staff/home-modifications")
LINE, BOX = "________________", "□"
# A longer question would take the room from the answers beside it.
LONGEST_LABEL = 12


@router.get("/{reference}/papers/{paper}", name="home_modification_desks.paper")
def paper(request: Request, session: Reading, staff: AtDesk, reference: str, paper: str) -> Response:
    case = theirs(session, staff, reference)
    if paper not in papers_of(case):
        raise NotFound
    if not looking.is_open(request, session, staff, case):
        return see_other(path_for(request, "home_modification_desks.work", reference=reference))
    pages = {"application": _application, "plan": _plan, "inspection": _inspection, "decision": _decision}
    title, lead, rows, groups = pages[paper](request, case)
    facts = common(request, title=title) | {
        "lead": lead,
        "rows": [row(f"row{number}", label, text) for number, (label, text) in enumerate(rows)],
        "groups": [
            {"name": f"group{number}", "label": label, "lines": lines, "plain": all(map(_brings_mark, lines))}
            for number, (label, lines) in enumerate(groups)
        ],
        "phone": phone(request, DISTRICT_LINE),
        "code": code(request, links.address(request.app.state.settings.public_url, case.code), "counter"),
        "flows": True,
    }
    return printed(request, "sheet", facts, f"{paper}-{case.reference}", private=True)


def _brings_mark(line: str) -> bool:
    return line.startswith(BOX) or LINE in line


Parts = tuple[str, str, list[tuple[str, str]], list[tuple[str, list[str]]]]


def _head(request: Request, case: HomeModification) -> list[tuple[str, str]]:
    senior = case.party("senior")
    return [
        (say(request, msgid("Your number")), group(case.reference)),
        (say(request, msgid("The senior")), senior.name if senior else ""),
        (say(request, msgid("Town or street")), town_name(request)(case.town)),
    ]


def _application(request: Request, case: HomeModification) -> Parts:
    kind: Any = request.app.state.request_kinds[case.service]
    day = case.created_at.astimezone(LOCAL).date()
    answers = case.revisions[-1].answers
    agreed = {purpose for purpose, yes in consents_of(answers).items() if yes}
    said = rows_of(request, kind, answers)
    rows = [(str(one["label"]), str(one["text"])) for one in said if one["step"] not in ("photos", "consents")]
    title = say(request, msgid("Application for a home modification"))
    short = [one for one in rows if len(one[0]) <= LONGEST_LABEL]
    long = [(label, [said]) for label, said in rows if len(label) > LONGEST_LABEL]
    register, language = request.app.state.privacy_register, preferences(request).language
    names = [field.name[language] for field in register.fields if field.purpose in agreed]
    consents = [(say(request, msgid("Agreed, each by itself, to the use of")), [" · ".join(names)])] if names else []
    return title, _day(request, day), [_head(request, case)[0], *short], [*long, *consents, _signature(request)]


def _plan(request: Request, case: HomeModification) -> Parts:
    office, language = request.app.state.modification_office, preferences(request).language
    lines = [
        (
            f"{line.item_no} {office.items[line.item_no][language]}",
            f"{line.quantity} · {say_money(line.cost_fen, language)}",
        )
        for line in case.lines_now
    ]
    title = say(request, msgid("The plan for your home"))
    return title, "", [*_head(request, case), *lines, *_figures(request, case)], [_signature(request)]


def _figures(request: Request, case: HomeModification) -> list[tuple[str, str]]:
    language = preferences(request).language
    names = (
        (msgid("All in all"), case.cost_fen),
        (msgid("Public money pays"), case.subsidy_fen),
        (msgid("Your household pays"), case.own_fen),
    )
    nothing = say(request, msgid("0 yuan"))
    return [(say(request, name), say_money(fen, language) if fen else nothing) for name, fen in names]


def _inspection(request: Request, case: HomeModification) -> Parts:
    office, language = request.app.state.modification_office, preferences(request).language
    lines = [
        f"{BOX} {line.item_no} {office.items[line.item_no][language]} · {line.quantity}" for line in case.lines_now
    ] or [BOX]
    opinions = [f"{BOX} {say(request, name)}" for _, name in CONTENT]
    builder = [(say(request, msgid("The builder")), case.builder)] if case.builder else []
    title = say(request, msgid("Acceptance of the works"))
    return (
        title,
        "",
        [*_head(request, case), *builder],
        [
            (say(request, msgid("Done well")), lines),
            (say(request, msgid("What does the household think of the works?")), opinions),
            _signature(request),
        ],
    )


def _decision(request: Request, case: HomeModification) -> Parts:
    """What was decided, why, and how to ask that somebody else looks."""
    last = decided(case)
    if last is None:
        raise NotFound
    reasons = list(last.note["lines"]) or [say(request, case.life.sentence(last.event))]
    title = say(request, msgid("The decision"))
    groups = [(say(request, msgid("Why")), reasons)]
    if case.state == states.REFUSED and not case.appealed:
        words = msgid("Within 60 days you can ask once that somebody else looks: online, at the counter or at 12345.")
        groups.append((say(request, msgid("If you do not agree")), [say(request, words)]))
    figures = _figures(request, case) if case.cost_fen is not None else []
    return title, say(request, states.STATES[last.target].name), [*_head(request, case), *figures], groups


def _signature(request: Request) -> tuple[str, list[str]]:
    return say(request, msgid("Signature")), [
        say(request, msgid("Signature of the senior, day: %(line)s"), line=LINE),
        say(request, msgid("Signature of the staff, day: %(line)s"), line=LINE),
    ]


def _day(request: Request, day: Any) -> str:
    return say_date(day, preferences(request).language)
