"""How somebody came to staff and who is speaking: what is written down wherever staff fill in a form for another."""

from collections.abc import Mapping

from portal.kernel.msgid import msgid

WAY_IN = (("phone", msgid("By phone")), ("counter", msgid("At the counter")))
CALLERS = (
    ("senior", msgid("The senior")),
    ("family", msgid("Somebody of the family")),
    ("other", msgid("Neighbour or community worker")),
)
ASKED = {"channel": WAY_IN, "caller": CALLERS}


def brought(given: Mapping[str, object]) -> dict[str, str]:
    """What the phone desk asked before it led to another page, without anything that it never offers."""
    said = {name: str(given.get(name) or "") for name in ASKED}
    return {name: value for name, value in said.items() if value in dict(ASKED[name])}
