"""Small words between WTForms and the rooms."""

from typing import Any

from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types

from portal.kernel.digits import to_ascii


def choice(value: str, label: str) -> Any:
    """One answer to choose from: what is kept, and the msgid that is shown."""
    return SelectChoice(value, label)


def plain(value: str | None) -> str | None:
    """A filter for fields of digits: what a keyboard set to Chinese typed wide is kept as plain digits."""
    return value and to_ascii(value).strip()


def text(field: Field) -> str:
    """What was typed, which is nothing where a field was not sent."""
    return str(field.data or "")
