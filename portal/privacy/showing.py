"""Facts about a person as lines to read, whichever room keeps them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from fastapi import Request

from portal.kernel.language import Language
from portal.kernel.msgid import msgid
from portal.kernel.reference import group
from portal.kernel.saying import say_date, say_phone, say_time
from portal.privacy.register import Register
from portal.web.view import preferences, say

# What the register has one line for, and whoever reads it asks apart.
NAMES = {
    "what": msgid("What it is"),
    "reference": msgid("Its number"),
    "state": msgid("How far it is"),
    "received": msgid("Received on"),
    "begun": msgid("Begun on"),
    "erased by itself": msgid("Deleted by itself on"),
    "at": msgid("When"),
    "event": msgid("What was done"),
    "said": msgid("What was said about it"),
}
# As they are read out, not as they are kept.
READ_OUT: Mapping[str, Callable[[str], str]] = {"reference": group, "phone": say_phone}


def lines_of(request: Request, name: str, value: Any) -> list[tuple[str, str]]:
    """Everything that is kept, however deep, as a name and a text."""
    register: Register = request.app.state.privacy_register
    if isinstance(value, Mapping):
        return [line for key, inner in value.items() for line in lines_of(request, str(key), inner)]
    if isinstance(value, list | tuple):
        return [line for inner in value for line in lines_of(request, name, inner)]
    if value in (None, "", []):
        return []
    known = None if name in NAMES else register.name_of(name)
    language = preferences(request).language
    label = known.get(language, known["zh"]) if known else say(request, NAMES.get(name, name))
    return [(label, _text(request, name, value, language))]


def _text(request: Request, name: str, value: Any, language: Language) -> str:
    if isinstance(value, datetime):
        return f"{say_date(value.date(), language)} {say_time(value.time(), language)}"
    if isinstance(value, date):
        return say_date(value, language)
    if not isinstance(value, str):
        return str(value)
    return READ_OUT[name](value) if name in READ_OUT else say(request, value)
