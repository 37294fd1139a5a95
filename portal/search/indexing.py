"""Every publication is put into the index by the flush that writes it, so that both are kept or neither."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from portal.db.sessions import WriteSession
from portal.publishing.model import Publication, PublicationText
from portal.search import store
from portal.search.tokens import Document, tokens

# What every thing of a kind says alike would only be found by mistake.
NOT_SEARCHED = {"checked_by", "how", "cost_note"}
LEADS = ("place", "teacher", "counter", "meeting_point", "stops")
AT_ONCE = 500


def document(publication: Publication) -> Document:
    """What a publication is found by, in all its languages."""
    texts = list(publication.texts.values())
    leads = [text.summary for text in texts]
    leads += [said for text in texts for key in LEADS for said in _strings((text.details or {}).get(key))]
    rest = [text.body or "" for text in texts]
    for text in texts:
        details = {key: value for key, value in (text.details or {}).items() if key not in {*NOT_SEARCHED, *LEADS}}
        rest += _strings(details)
    return Document(
        number=publication.id,
        kind=publication.kind,
        town=publication.town,
        titles=tuple(text.title for text in texts),
        leads=tuple(lead or "" for lead in leads),
        rest=tuple(rest),
        until=publication.show_until,
    )


def catch_up(session: WriteSession, *, everything: bool = False) -> int:
    """Put into the index what it does not know, or all of it anew."""
    numbers = session.scalars(select(Publication.id)).all() if everything else store.missing(session)
    for start in range(0, len(numbers), AT_ONCE):
        some = select(Publication).where(Publication.id.in_(numbers[start : start + AT_ONCE]))
        store.write(session.connection(), map(_entry, session.scalars(some)))
    return len(numbers)


@event.listens_for(Session, "after_flush")
def _keep(session: Session, _: UOWTransaction) -> None:
    store.write(session.connection(), map(_entry, _touched((*session.new, *session.dirty))))
    for gone in session.deleted:
        if isinstance(gone, Publication):
            store.remove(session.connection(), gone.id)


def _entry(publication: Publication) -> tuple[int, list[str]]:
    return publication.id, tokens(document(publication))


def _touched(changed: Iterable[object]) -> list[Publication]:
    """Each once, whether its own columns or its words were changed."""
    found = [one.publication if isinstance(one, PublicationText) else one for one in changed]
    return list({one.id: one for one in found if isinstance(one, Publication)}.values())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
