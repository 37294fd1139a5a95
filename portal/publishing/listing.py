"""What list pages of all kinds share: reading the filters from the address, counting, and numbering the pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import Request
from markupsafe import Markup
from starlette.responses import Response

from portal.kernel.divisions import Divisions
from portal.offline import links, qr
from portal.publishing.lists import MOST_COUNTED, Filters, Look
from portal.publishing.model import Publication
from portal.publishing.rules import ACCESS_FACTS
from portal.publishing.store import Found
from portal.web.paging import PER_PAGE, Paging, page_number
from portal.web.places import town_name
from portal.web.view import is_fragment, page, part, path_for, pieces, preferences

WHEN = {"week": 7, "month": 31}


@dataclass(frozen=True)
class Choice:
    """A filter of the kind's own with a fixed list of answers, like the level of a course."""

    name: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """The filters as they stand in the address; what is not known means "all", and is said."""

    filters: Filters
    query: tuple[tuple[str, str], ...]
    day: str

    @property
    def is_set(self) -> bool:
        return bool(self.query)


def asked_for(request: Request, *, today: date, choices: Sequence[Choice] = ()) -> Asked:
    """Read town, day, free, access and the kind's own choices; an unknown value is left out and said."""
    divisions: Divisions = request.app.state.divisions
    query = request.query_params
    kept: list[tuple[str, str]] = []
    unknown = False

    def take(name: str, known: Callable[[str], bool]) -> str | None:
        nonlocal unknown
        value = query.get(name, "")
        if not value:
            return None
        if not known(value):
            unknown = True
            return None
        kept.append((name, value))
        return value

    town = take("town", lambda value: divisions.town(value) is not None)
    day = take("day", lambda value: value in WHEN)
    free = take("free", lambda value: value == "1")
    picked = {choice.name: value for choice in choices if (value := take(choice.name, choice.answers.__contains__))}
    facts = tuple(dict.fromkeys(value for value in query.getlist("access") if value in ACCESS_FACTS))
    unknown = unknown or any(value and value not in ACCESS_FACTS for value in query.getlist("access"))
    kept += [("access", fact) for fact in facts]
    filters = Filters(
        town=town,
        from_day=today if day else None,
        until_day=today + timedelta(days=WHEN[day]) if day else None,
        free=bool(free),
        access=facts,
        own=picked,
        unknown=unknown,
    )
    return Asked(filters=filters, query=tuple(kept), day=day or "")


def list_page(request: Request, found: Found[Any], asked: Asked, *, room: str, **context: Any) -> Response:
    """The list, or with htmx only its region: the same route, a template file of its own."""
    typed = request.query_params.get("page")
    number = page_number(typed, total=MOST_COUNTED)
    look = found.look(offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    if not look.ids and number > 1:  # past the end is the last page
        number = page_number(typed, total=look.total)
        look = found.look(offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    paging = Paging(
        page=number,
        total=look.total,
        path=path_for(request, f"{room}.index"),
        query=asked.query,
        is_full=look.is_full,
    )
    template = f"{room}/_results.html" if is_fragment(request) else f"{room}/index.html"
    return page(
        request,
        template,
        cards=_cards(request, found, look, room=room),
        paging=paging,
        asked=asked,
        towns=request.app.state.divisions.towns,
        access_facts=ACCESS_FACTS,
        **context,
    )


def _cards(request: Request, found: Found[Any], look: Look, *, room: str) -> list[Markup]:
    """The cards of one page of a list; each is rendered once in an edition and a day for all who read its language."""
    kept, language, day = pieces(request), preferences(request).language, request.app.state.clock.today()
    cards = {one: kept.get((room, one, look.edition, day)) for one in look.ids}
    missing = [one for one, card in cards.items() if card is None]
    for it in found.these(missing) if missing else ():
        words = it.text(language)
        card = part(request, f"{room}/_card.html", it=it, text=words, town_name=town_name(request))
        kept.put((room, it.id, look.edition, day), card)
        cards[it.id] = card
    return [card for card in cards.values() if card is not None]


def show_page(request: Request, publication: Publication, *, room: str, **context: Any) -> Response:
    """One thing with all that a person needs to go there."""
    settings = request.app.state.settings
    return page(
        request,
        f"{room}/show.html",
        it=publication,
        text=publication.text(preferences(request).language),
        link=links.address(settings.public_url, publication.code),
        town_name=town_name(request),
        qr_svg=qr.svg,
        **context,
    )


def words_of(request: Request) -> Callable[[Publication], Any]:
    """The words of a thing in this reader's language, for templates that list several."""
    language = preferences(request).language
    return lambda publication: publication.text(language)
