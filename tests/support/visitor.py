"""A person at the portal: opens pages, fills in forms, and looks closely at everything they are shown."""

from collections.abc import Mapping
from typing import Any

import httpx2
from starlette.testclient import TestClient

from tests.support.audit import audit, fragment_problems
from tests.support.html import Answers, Form, Page

Upload = tuple[str, bytes, str]
STAFF = "/staff"


class Visitor:
    """Every page that is opened is audited; a status that was not expected is an error."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def open(self, path: str, status: int = 200, *, htmx: bool = False) -> Page:
        """Follow a link or type an address."""
        headers = {"HX-Request": "true"} if htmx else {}
        return self._looked_at(path, self.client.get(path, headers=headers), status, is_fragment=htmx)

    def send(
        self, path: str, status: int = 303, answers: Answers | None = None, *, files: Mapping[str, Any] | None = None
    ) -> Page:
        """Send something without having opened the form, as a program might."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        response = self.client.post(path, data=dict(answers or {}), files=files, headers=headers)
        return self._looked_at(path, response, status)

    def fill_in(
        self,
        page: Page,
        answers: Answers | None = None,
        status: int = 303,
        *,
        form: str | None = None,
        files: Mapping[str, Upload | list[Upload]] | None = None,
    ) -> Page:
        """Type these answers into the form of a page and send it, with everything that stood in it already."""
        target = page.form(form)
        values: Any = target.filled(answers or {})
        if target.method == "get":
            return self._looked_at(target.action, self.client.get(target.action, params=values), status)
        sent = sent_files(target, files)
        response = self.client.post(target.action, data=values, files=sent, headers={"Sec-Fetch-Site": "same-origin"})
        return self._looked_at(target.action, response, status)

    def follow(self, page: Page, status: int = 200) -> Page:
        """Go where the last answer sent them."""
        return self.open(page.location, status)

    def choose(self, **preferences: str) -> None:
        """Choose a language, text size or theme: `lang="en"`, `size="3"`, `theme="dark"`."""
        response = self.client.get("/", params=preferences)
        assert response.status_code == httpx2.codes.SEE_OTHER

    def forget(self) -> None:
        """Go home and come back with another browser."""
        self.client.cookies.clear()

    def _looked_at(self, path: str, response: httpx2.Response, status: int, *, is_fragment: bool = False) -> Page:
        page = Page(path=path, response=response)
        assert response.status_code == status, f"{path} answered {response.status_code}, not {status}: {_gist(page)}"
        is_html = response.headers.get("content-type", "").startswith("text/html")
        if is_html and response.text and not response.has_redirect_location:
            if is_fragment and "<html" not in response.text:
                found = list(fragment_problems(page))
                assert not found, f"{path} gave a piece that is not fit to be seen: {found}"
            else:
                audit(page, is_public=not path.startswith(STAFF))
        return page


def sent_files(target: Form, files: Mapping[str, Upload | list[Upload]] | None) -> list[tuple[str, Upload]] | None:
    """One field may carry several photographs; where none is chosen a browser sends an empty one."""
    sent = [
        (name, one) for name, given in (files or {}).items() for one in (given if isinstance(given, list) else [given])
    ]
    return sent or ([("", ("", b"", "text/plain"))] if target.is_multipart else None)


def _gist(page: Page) -> str:
    where = page.response.headers.get("location")
    return f"sent to {where}" if where else f"{page.h1!r} {page.errors}"
