"""Somebody careless: before they send a form, each of its fields holds nonsense once, and nothing of that is kept.

So every form that any walk fills in is tried, also one that is new; and a fault is found where the walk stands, with
people signed in and things begun, which no list of addresses could bring about.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from portal.app import PUBLICATION_KINDS
from portal.db.engine import Database
from portal.db.sessions import WriteSession
from tests.support.audit import audit
from tests.support.html import Answers, Form, Page
from tests.support.visitor import STAFF, Upload, Visitor, sent_files

# Words with a sign in them that no page may show, and more digits than any number has that somebody means.
NO_WORD, NO_NUMBER = "天书\x00", "9" * 30
NUMBER = re.compile(r"\d+")
FIRST_MISTAKE_OF_OURS = 500
# What this process has tried: the same form of another thing is the same form.
_tried: set[tuple[str, str]] = set()


class Careless(Visitor):
    """Ends the walk where nonsense is answered with a mistake of ours or a page that is not fit to be seen."""

    def fill_in(
        self,
        page: Page,
        answers: Answers | None = None,
        status: int = 303,
        *,
        form: str | None = None,
        files: Mapping[str, Upload | list[Upload]] | None = None,
    ) -> Page:
        target = page.form(form)
        before = list(self.client.cookies.jar)
        with _nothing_is_kept(self.client.app.state.database):  # type: ignore[attr-defined]  # it is one of ours
            for name, nonsense in _untried(target):
                self._send_nonsense(target, target.filled(answers or {}) | {name: [nonsense]}, name, files)
                self.client.cookies.jar.clear()
                for cookie in before:
                    self.client.cookies.jar.set_cookie(cookie)
        return super().fill_in(page, answers, status, form=form, files=files)

    def _send_nonsense(
        self,
        target: Form,
        values: dict[str, list[str]],
        name: str,
        files: Mapping[str, Upload | list[Upload]] | None,
    ) -> None:
        if target.method == "get":
            response = self.client.get(target.action, params=values)
        else:
            sent = sent_files(target, files)
            headers = {"Sec-Fetch-Site": "same-origin"}
            response = self.client.post(target.action, data=values, files=sent, headers=headers)
        page = Page(path=target.action, response=response)
        assert response.status_code < FIRST_MISTAKE_OF_OURS, f"{name} of {target.action}: {page.h1}"
        is_page = response.headers.get("content-type", "").startswith("text/html") and bool(response.text)
        if is_page and values[name] == [NO_WORD]:  # once is enough: the page with the digits is the same one
            audit(page, is_public=not target.action.startswith(STAFF))


def _untried(target: Form) -> Iterator[tuple[str, str]]:
    """All kinds of publications are asked alike: a field of the same name is tried for one of them."""
    path = target.action.partition("?")[0]
    desk = next((kind.desk_path for kind in PUBLICATION_KINDS if path.startswith(kind.desk_path)), "")
    shape = NUMBER.sub("0", path.removeprefix(desk))
    for name in sorted(target.names):
        known = (shape, NUMBER.sub("0", name))
        if known not in _tried:
            _tried.add(known)
            yield name, NO_WORD
            if name not in target.choices:
                yield name, NO_NUMBER


@contextmanager
def _nothing_is_kept(database: Database) -> Iterator[None]:
    """All is written and then taken back where it would have been committed, so that the database has its say."""
    real = database.writer

    def writer() -> WriteSession:
        session = real()

        def commit() -> None:
            session.flush()
            session.rollback()

        session.commit = commit  # type: ignore[method-assign]
        return session

    object.__setattr__(database, "writer", writer)
    try:
        yield
    finally:
        object.__delattr__(database, "writer")
