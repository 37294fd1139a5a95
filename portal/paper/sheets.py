"""What every sheet carries, and handing it over as a file."""

from typing import Any, Literal

from fastapi import Request
from starlette.responses import Response

from portal.kernel.msgid import msgid
from portal.kernel.saying import say_phone
from portal.paper import qr
from portal.paper.press import Press, TooLong
from portal.paper.rules import Reading, module_mm
from portal.web.view import page, path_for, preferences, say

MEDIA = "application/pdf"
# Answered day and night: whoever has a paper in hand and no other number finds somebody there.
DISTRICT_LINE = "12345"


def common(request: Request, *, title: str, kind: str = "", paper: str = "a4") -> dict[str, Any]:
    """The facts that the shared layout needs: language, title, whose paper it is."""
    language = preferences(request).language
    site = request.app.state.site
    return {
        "language": language,
        "title": title,
        "host": site.host_unit.get(language) or site.host_unit["zh"],
        "kind": kind,
        "paper": paper,
    }


def code(
    request: Request, address: str, reading: Reading = "wall", *, level: Literal["M", "Q"] = "M"
) -> dict[str, Any]:
    """A QR code of `address` with squares for this reading distance, and the words beside it."""
    rows = qr.matrix(address, level)
    return {
        "count": len(rows),
        "svg": qr.drawing(rows),
        "module": module_mm(reading),
        "address": address,
        "alt": say(request, msgid("QR code of this address: %(address)s"), address=address),
        "say": say(request, msgid("Scan this, or type the short address:")),
    }


def phone(request: Request, number: str, name: str = "") -> dict[str, str]:
    """A number to call, printed as large as the code."""
    return {"number": say_phone(number), "name": name, "say": say(request, msgid("Ask by phone"))}


def row(name: str, label: str, text: str) -> dict[str, str]:
    """A line of facts; `name` tells which field to shorten when the page is too full."""
    return {"name": name, "label": label, "text": text}


def press_of(request: Request) -> Press:
    press: Press = request.app.state.press
    return press


def handed_over(pdf: bytes, name: str, *, private: bool = False) -> Response:
    """The file, shown in the browser where it can be, with a name for when it is kept."""
    headers = {
        "content-disposition": f'inline; filename="{name}.pdf"',
        "cache-control": "no-store" if private else "private, no-cache",
        "vary": "Cookie",
    }
    return Response(pdf, media_type=MEDIA, headers=headers)


def printed(request: Request, template: str, facts: dict[str, Any], name: str, *, private: bool = False) -> Response:
    """Press and hand over in one go."""
    return handed_over(press_of(request).pdf(template, facts, at=request.app.state.clock.now()), name, private=private)


def too_long(request: Request, problem: Exception) -> Response:
    """Which text is too long for the page, by how much, and how much of it would fit."""
    fields = problem.fields if isinstance(problem, TooLong) else ()
    before, _, name = request.url.path.rpartition("/")
    # A file lies under the page that offers it.
    back = before if name.endswith(".pdf") else path_for(request, "front.home")
    return page(request, "paper/too_long.html", status=422, private=True, fields=fields, back=back)
