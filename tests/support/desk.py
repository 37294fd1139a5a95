"""People at the publishing desk, for walks: what an editor might type, and a step taken as the page offers it."""

import re
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from portal.app import PUBLICATION_KINDS
from portal.people import enrol
from portal.publishing.content import read_file
from portal.publishing.filling import document_of_file
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.questions import answers_of, lengths_in, questions_of
from portal.web.sessions import writing
from tests.support.house import CONTENT
from tests.support.html import Page
from tests.support.portal import NOW
from tests.support.visitor import Visitor

KINDS = {kind.name: kind for kind in PUBLICATION_KINDS}
EDITOR, PUBLISHER = "bianji", "fabu"


def sign_in(visitor: Visitor, link: str) -> None:
    visitor.forget()
    visitor.send(link)


def one_time_links(app: FastAPI) -> dict[str, str]:
    """A link for each of the demonstration's people; each works once."""
    with writing(app.state.database) as session:
        made = enrol.demonstration(session, app.state.clock.now())
    return {one.username: f"/staff/one-time/{one.token}" for one in made or []}


def typed_for(kind: PublicationKind, **others: str) -> dict[str, Any]:
    """What stands in the first content file of the kind, as it would be typed."""
    path: Path = next(one for one in sorted((CONTENT / kind.folder).glob("*.md")) if one.stem != "README")
    document = document_of_file(read_file(path, kind.schema, today=NOW.date()))
    questions = questions_of(kind.schema, lengths=lengths_in(document))
    return {name: answer for name, answer in answers_of(document, questions).items() if answer} | others


def number_of(app: FastAPI, slug: str) -> int:
    with app.state.database.reader() as session:
        number: int = session.scalars(select(Publication.id).where(Publication.slug == slug)).one()
        return number


def version_of(app: FastAPI, number: int) -> int:
    with app.state.database.reader() as session:
        version: int = session.scalars(select(Publication.version).where(Publication.id == number)).one()
        return version


def written(visitor: Visitor, kind: PublicationKind, **others: str) -> str:
    """The address of a new draft."""
    page = visitor.open(f"{kind.desk_path}/new")
    return visitor.fill_in(page, typed_for(kind, **others), form=kind.desk_path).location


def step(visitor: Visitor, address: str, noun: str, status: int = 303, **answers: str) -> Page:
    """Take a step that the page of this publication offers."""
    page = visitor.open(address)
    pattern = rf'action="{re.escape(address)}/{noun}".*?name="version" value="(\d+)"'
    offered = re.search(pattern, page.html, re.DOTALL)
    assert offered, f"{address} does not offer {noun}."
    return visitor.send(f"{address}/{noun}", status, answers={"version": offered[1], **answers})
