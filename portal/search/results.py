"""What is shown for a search: the things of one page in the reader's language, and what may have been meant."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.db.sessions import ReadSession
from portal.kernel.language import Language
from portal.publishing.model import Publication, PublicationText
from portal.search import plan, store
from portal.search.sounds import alike
from portal.search.store import Hits
from portal.search.tokens import is_han, runs, skeleton, word
from portal.search.words import SearchWords

BY_MISTAKE = {"sound", "shape", "near", "spelling"}
SHORTEST_MEANT = 2
FIRST_FEW = 20


@dataclass(frozen=True)
class Result:
    """One thing that was found."""

    number: int
    kind: str
    slug: str
    language: str
    title: str
    summary: str
    town: str | None
    starts_on: date | None
    is_sample: bool
    has_ended: bool


@dataclass(frozen=True)
class Looked:
    """What was found, and the word that was meant where what was typed is not what is written."""

    hits: Hits
    meant: str | None = None


def look(session: ReadSession, typed: str, words: SearchWords, *, now: datetime) -> Looked:
    """Everything that fits, best first; where a mistake was forgiven, what the right word finds comes after it."""
    typed = words.simplified(typed)
    hits = store.find(session, plan.steps(typed, words), now=now)
    meant = _meant(session, typed, hits, words)
    if meant is not None:
        more = store.find(session, plan.steps(meant, words), now=now)
        hits.numbers += [one for one in more.numbers if one not in set(hits.numbers)]
        hits.ended += [one for one in more.ended if one not in set(hits.ended)]
    return Looked(hits, meant)


def rows(session: ReadSession, hits: Hits, *, language: Language, offset: int, limit: int) -> list[Result]:
    """One page of it, in one question."""
    numbers = [*hits.numbers, *hits.ended][offset : offset + limit]
    own, chinese = aliased(PublicationText), aliased(PublicationText)
    query = (
        select(
            Publication.id,
            Publication.kind,
            Publication.slug,
            func.coalesce(own.language, "zh"),
            func.coalesce(own.title, chinese.title),
            func.coalesce(own.summary, chinese.summary),
            Publication.town,
            Publication.starts_on,
            Publication.is_sample,
        )
        .outerjoin(own, (own.publication_id == Publication.id) & (own.language == language))
        .outerjoin(chinese, (chinese.publication_id == Publication.id) & (chinese.language == "zh"))
        .where(Publication.id.in_(numbers))
    )
    found = {row[0]: Result(*row, has_ended=row[0] in set(hits.ended)) for row in session.execute(query)}
    return [found[number] for number in numbers if number in found]


def _meant(session: ReadSession, typed: str, hits: Hits, words: SearchWords) -> str | None:
    """The words of a title that were probably meant, where what was typed was found only by sound or shape."""
    wanted = [run for piece in plan.chunks(typed) for run in piece]
    if hits.step not in BY_MISTAKE or len(wanted) != 1:
        return None
    run = words.bare(wanted[0]) if is_han(wanted[0]) else wanted[0]
    numbers = [*hits.numbers, *hits.ended][:FIRST_FEW]
    titles = session.execute(
        select(PublicationText.publication_id, PublicationText.title).where(PublicationText.publication_id.in_(numbers))
    )
    in_order = sorted(titles, key=lambda row: numbers.index(row[0]))
    parts = (part for _, title in in_order for part in runs(title))
    guesses = (_alike(run, part, words) if is_han(run) else _spelled(run, part) for part in parts)
    return next((guess for guess in guesses if guess and guess != run), None)


def _alike(run: str, part: str, words: SearchWords) -> str | None:
    if len(run) < SHORTEST_MEANT or not is_han(part):
        return None
    windows = (part[at : at + len(run)] for at in range(len(part) - len(run) + 1))
    return next((window for window in windows if all(map(partial(_confused, words), run, window))), None)


def _confused(words: SearchWords, one: str, other: str) -> bool:
    return alike(one, other) or other in words.shapes.get(one, "")


def _spelled(run: str, part: str) -> str | None:
    return (
        part
        if part.isascii() and part.isalpha() and word(part) != word(run) and skeleton(word(part)) == skeleton(word(run))
        else None
    )
