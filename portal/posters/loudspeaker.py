"""What the village loudspeaker says of a publication, and what is read out on the telephone."""

from collections.abc import Iterator
from typing import Any

from fastapi import Request

from portal.fraud_warnings.model import FraudWarning
from portal.kernel import saying, speaking
from portal.kernel.language import Language
from portal.kernel.msgid import msgid
from portal.paper import sheets
from portal.posters.facts import ALARM, poster
from portal.publishing.model import Publication
from portal.web.view import preferences, say

MOST_SECONDS = 60
# Words a second of a calm English speaker, counted in letters.
LETTERS_PER_SECOND = 12
ENDS = "。！？!?."


def text(request: Request, it: Publication) -> str:
    """At most a minute: whole sentences, the most needed ones first; the number to call always comes last."""
    language = preferences(request).language
    first, *middle = _sentences(request, it)
    number = it.phone or (ALARM if isinstance(it, FraudWarning) else sheets.DISTRICT_LINE)
    last = say(request, msgid("To ask, call %(number)s."), number=_number(number, language))
    said = [_aloud(first, language)]
    for sentence in middle:
        more = _aloud(sentence, language)
        if seconds("".join([*said, more, last]), language) <= MOST_SECONDS:
            said.append(more)
    return saying.gap(language).join([*said, last])


def seconds(said: str, language: Language) -> int:
    """How long one reading takes."""
    return speaking.seconds(said) if language == "zh" else -(-len(said) // LETTERS_PER_SECOND)


def _sentences(request: Request, it: Publication) -> Iterator[str]:
    facts: dict[str, Any] = poster(request, it, paper="a4", reading="wall")
    greeting = (
        msgid("Neighbours, please listen: do not be cheated.")
        if isinstance(it, FraudWarning)
        else msgid("Neighbours, please listen.")
    )
    yield say(request, greeting)
    yield facts["title"]
    yield facts["lead"]
    rows = {row["name"]: row for row in facts["rows"]}
    for group in reversed(facts["groups"]):
        yield from group["lines"]
    for name in ("when", "close", "where", "cost", "who", "bring"):
        if name in rows:
            yield f"{rows[name]['label']}{say(request, msgid(': '))}{rows[name]['text']}"


def _aloud(sentence: str, language: Language) -> str:
    whole = sentence.strip()
    ended = whole if whole.endswith(tuple(ENDS)) else whole + ("。" if language == "zh" else ".")
    return speaking.aloud(ended) if language == "zh" else ended


def _number(number: str, language: Language) -> str:
    return speaking.phone(saying.say_phone(number)) if language == "zh" else " ".join(number.replace(" ", ""))
