"""Codes on walls: made for a place, pointed elsewhere without printing again, or withdrawn."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from sqlalchemy import func, select
from starlette.responses import Response
from starlette.routing import Match
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.offline import links
from portal.offline.model import ScanCount, ShortLink
from portal.paper import sheets
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.publishing.model import Publication
from portal.publishing.store import live
from portal.web.csrf import Typed, whole_number
from portal.web.fields import Form, text
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(prefix="/staff/codes")
Desk = Annotated[Staff, Depends(desk("editor", "publisher", "case_worker", "town_desk"))]
CHANNEL = "wall"
CODES = "/q/"
OF_A_TOWN = ("/week/", "/board/", "/service-points/")
NOT_OURS = msgid("This page does not exist. Copy the address of one of our pages, like /courses.")


class PathForm(Form):
    path = StringField(
        msgid("Where it leads: the address of one of our pages"),
        [InputRequired(msgid("Please paste the address of one of our pages."))],
        render_kw={"autocomplete": "off"},
    )


class WallCodeForm(PathForm):
    town = SelectField(msgid("Town or street"), validate_choice=False)
    place = StringField(
        msgid("Where the paper hangs"),
        [
            InputRequired(msgid("Please say where the paper hangs.")),
            Length(max=40, message=msgid("Please keep it to 40 characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )


@router.get("", name="wall_codes.index")
def index(request: Request, session: Reading, staff: Desk) -> Response:
    return _index(request, session, staff, WallCodeForm())


@router.post("", name="wall_codes.create")
def create(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    form = WallCodeForm(typed)
    path = _ours(request, session, text(form.path)) if form.validate() else None
    known = request.app.state.divisions.town(text(form.town))
    if path is None or known is None:
        if not form.errors:
            form.path.errors = [NOT_OURS] if path is None else []
        return _index(request, session, staff, form, status=422)
    now = request.app.state.clock.now()
    code = links.mint(session, path, at=now, channel=CHANNEL, town=known.code, place=text(form.place))
    _record(request, session, staff, "made", code, path)
    return see_other(path_for(request, "wall_codes.show", code=code))


@router.get("/{code}", name="wall_codes.show")
def show(request: Request, session: Reading, staff: Desk, code: str) -> Response:
    return _show(request, session, staff, _link(session, code), PathForm())


@router.post("/{code}/target", name="wall_codes.lead")
def lead(request: Request, session: Writing, staff: Desk, code: str, typed: Typed) -> Response:
    link, form = _link(session, code), PathForm(typed)
    path = _ours(request, session, text(form.path)) if form.validate() else None
    if path is None:
        if not form.errors:
            form.path.errors = [NOT_OURS]
        return _show(request, session, staff, link, form, status=422)
    links.lead(session, link.code, path, version=whole_number(typed, "version"))
    _record(request, session, staff, "led", link.code, path)
    return see_other(path_for(request, "wall_codes.show", code=link.code))


@router.post("/{code}/withdrawal", name="wall_codes.withdraw")
def withdraw(request: Request, session: Writing, staff: Desk, code: str, typed: Typed) -> Response:
    link = _link(session, code)
    now = request.app.state.clock.now()
    links.withdraw(session, link.code, version=whole_number(typed, "version"), at=now)
    _record(request, session, staff, "withdrawn", link.code, link.path)
    return see_other(path_for(request, "wall_codes.show", code=link.code))


@router.get("/{code}/label.pdf", name="wall_codes.label")
def label(request: Request, session: Reading, staff: Desk, code: str) -> Response:
    del staff
    link = _link(session, code)
    language = preferences(request).language
    site = request.app.state.site
    facts = sheets.common(request, title=say(request, msgid("Scan me, or call")), kind=site.name[language], paper="a5")
    facts |= {
        "lead": f"{town_name(request)(link.town)} {link.place}",
        "phone": sheets.phone(request, sheets.DISTRICT_LINE),
        "code": sheets.code(request, links.address(request.app.state.settings.public_url, link.code), "wall"),
    }
    return sheets.printed(request, "sheet", facts, f"code-{link.code}")


def _index(request: Request, session: Reading, staff: Staff, form: WallCodeForm, *, status: int = 200) -> Response:
    form.town.choices = [(town.code, town.name) for town in request.app.state.divisions.towns]
    hits = select(ScanCount.code, func.sum(ScanCount.hits).label("hits")).group_by(ScanCount.code).subquery()
    rows = session.execute(
        select(ShortLink, func.coalesce(hits.c.hits, 0))
        .outerjoin(hits, hits.c.code == ShortLink.code)
        .where(ShortLink.channel == CHANNEL)
        .order_by(ShortLink.created_at.desc(), ShortLink.code)
    ).all()
    return page(
        request,
        "counter/codes.html",
        private=True,
        status=status,
        staff=staff,
        form=form,
        found=rows,
        town_name=town_name(request),
    )


def _show(
    request: Request, session: Reading, staff: Staff, link: ShortLink, form: PathForm, *, status: int = 200
) -> Response:
    counts = session.scalars(select(ScanCount).where(ScanCount.code == link.code).order_by(ScanCount.day.desc())).all()
    return page(
        request,
        "counter/code.html",
        private=True,
        status=status,
        staff=staff,
        it=link,
        form=form,
        counts=counts,
        town_name=town_name(request),
    )


def _link(session: Reading, code: str) -> ShortLink:
    link = links.find(session, code)
    if link.channel != CHANNEL:
        raise NotFound
    return link


def _ours(request: Request, session: ReadSession, typed: str) -> str | None:
    """The path of a page of ours that is there for everyone; nothing for a foreign address or one of the desks."""
    path = urlsplit(typed.strip()).path
    public = urlsplit(request.app.state.settings.public_url)
    host = urlsplit(typed.strip()).netloc
    if (host and host != public.netloc) or not path.startswith("/") or path.startswith(("//", "/staff")):
        return None
    if path.lower().startswith(CODES):
        return _behind(session, path[len(CODES) :])
    scope = {"type": "http", "path": path, "method": "GET", "root_path": ""}
    matches = (route.matches(scope)[0] for route in request.app.routes)
    return path if any(match is Match.FULL for match in matches) and _is_there(request, session, path) else None


def _behind(session: ReadSession, code: str) -> str | None:
    """Where another code leads, so that scanning takes one hop and never goes round in a ring."""
    try:
        link = links.find(session, code)
    except NotFound:
        return None
    return link.path if link.withdrawn_at is None else None


def _is_there(request: Request, session: ReadSession, path: str) -> bool:
    """Whether something of this name is public; an address that only looks right would be a wall's dead end."""
    state = request.app.state
    room, _, name = path.rpartition("/")
    kind = next((kind for kind in state.publication_kinds.values() if kind.path == room), None)
    if kind is not None:
        asked = select(kind.model).where(Publication.slug == name, live(state.clock.now()))
        return session.scalar(asked) is not None
    whose = next((path[len(of) :] for of in OF_A_TOWN if path.startswith(of)), None)
    return whose is None or state.divisions.town(whose.partition("/")[0]) is not None


def _record(request: Request, session: Writing, staff: Staff, action: str, code: str, path: str) -> None:
    now = request.app.state.clock.now()
    subject, detail = f"short_link:{code}", {"path": path}
    audit.record(session, at=now, actor=staff.username, action=f"wall_code.{action}", subject=subject, detail=detail)
