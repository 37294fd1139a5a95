"""What list pages of all kinds share: reading the filters from the address, counting, and numbering the pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import Request
from starlette.responses import Response

from portal.kernel.divisions import Divisions
from portal.offline import links, qr
from portal.publishing.model import Publication
from portal.publishing.store import ACCESS_FACTS, MOST_COUNTED, Filters, Found
from portal.web.paging import Paging, page_number
from portal.web.places import town_name
from portal.web.view import is_fragment, page, path_for, preferences

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
    choices: Mapping[str, str]
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
        unknown=unknown,
    )
    return Asked(filters=filters, choices=picked, query=tuple(kept), day=day or "")


def list_page(request: Request, found: Found[Any], asked: Asked, *, room: str, **context: Any) -> Response:
    """The list, or with htmx only its region: the same route, a template file of its own."""
    total = found.count()
    paging = Paging(
        page=page_number(request.query_params.get("page"), total=total),
        total=total,
        path=path_for(request, f"{room}.index"),
        query=asked.query,
        is_full=total == MOST_COUNTED,
    )
    template = f"{room}/_results.html" if is_fragment(request) else f"{room}/index.html"
    return page(
        request,
        template,
        found=found.rows(offset=paging.offset, limit=paging.per_page),
        paging=paging,
        asked=asked,
        towns=request.app.state.divisions.towns,
        access_facts=ACCESS_FACTS,
        words_of=words_of(request),
        town_name=town_name(request),
        **context,
    )


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
