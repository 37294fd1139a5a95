"""Facts about a person as lines to read, whichever room keeps them."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from portal.privacy.register import Register
from portal.web.view import preferences, say


def lines_of(request: Request, name: str, value: Any) -> list[tuple[str, str]]:
    """Everything that is kept, however deep, as a name and a text."""
    register: Register = request.app.state.privacy_register
    if isinstance(value, Mapping):
        return [line for key, inner in value.items() for line in lines_of(request, str(key), inner)]
    if isinstance(value, list | tuple):
        return [line for inner in value for line in lines_of(request, name, inner)]
    if value in (None, "", []):
        return []
    known = register.name_of(name)
    language = preferences(request).language
    label = known.get(language, known["zh"]) if known else say(request, name)
    return [(label, say(request, value) if isinstance(value, str) and value else str(value))]
