"""What no keyboard types, in every form of the rooms where people are spoken of: a kind page, and never our mistake."""

import re
from collections.abc import Iterator
from urllib.parse import quote_from_bytes

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.people.model import StaffMember, StaffRole
from portal.web.sessions import writing
from tests.support.canary import OTHER, PHONE, lived
from tests.support.desk import one_time_links
from tests.support.family import sign_in
from tests.support.html import Form, Page
from tests.support.visitor import Visitor

FIRST_OF_OURS = 500
FEWEST_FORMS = 25
AS_A_FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
# A program may say of its parts that they are written in any of the ways of writing that Python knows.
IN_PARTS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "multipart/form-data; boundary=X; charset=unicode_escape"}
WORDS = {
    "half a surrogate": "\ud800",
    "NUL": "a\x00b",
    "a huge number": "1" * 31,
    "nothing": "",
    "a day at the end of days": "9999-12-31",
}
HALVES = {WORDS["half a surrogate"]}
NO_TEXT = {*HALVES, WORDS["NUL"]}
ENDS_THE_VISIT = ("/visit/end", "/sign-out")
LOOK_AT = {
    "nobody": "/my /my/code /resume /track /verify /fraud-warnings/check /fraud-warnings/report"
    " /staff/sign-in /staff/one-time/abc",
    "senior": "/my/helpers /my/data /requests/{case}",
    "helper": "/my /my/acting /enrolments/{place}",
    "bianji": "/staff/messages /staff/messages/1 /staff/representations/1 /staff/representations/new"
    " /staff/next-of-kin /staff/next-of-kin/{kin} /staff/counter /staff/fraud-help/calls /staff/codes",
    "fabu": "/staff/fraud-help /staff/audit /staff/people",
}


def body(values: dict[str, str]) -> bytes:
    pairs = (f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in values.items())
    return "&".join(pairs).encode()


def parts(values: dict[str, str]) -> bytes:
    head = 'Content-Disposition: form-data; name="{}"\r\n\r\n'
    said = (f"--X\r\n{head.format(name)}".encode() + value.encode("unicode_escape") for name, value in values.items())
    return b"\r\n".join([*said, b"--X--\r\n"])


def forms_on(client: TestClient, paths: list[str]) -> Iterator[Form]:
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        for form in Page(path=path, response=answer).forms:
            if not form.action.endswith(ENDS_THE_VISIT):
                yield form


def sent(client: TestClient, form: Form, word: str) -> Iterator[int]:
    """With the word in every field that is typed, and for a sign that is none also where something stands already."""
    standing = {name: values[0] for name, values in form.values.items()}
    chosen = {name: min(answers) for name, answers in form.choices.items() if answers}
    everywhere = dict.fromkeys(form.names, word)
    for values in (everywhere | standing | chosen, *([everywhere] if word in NO_TEXT else [])):
        if form.method == "get":
            yield client.get(f"{form.action}?{body(values).decode()}").status_code
        else:
            # Only in parts does half a character arrive as it is.
            content, headers = (parts(values), IN_PARTS) if word in HALVES else (body(values), AS_A_FORM)
            yield client.post(form.action, content=content, headers=headers).status_code


def test_strange_words_are_answered_in_every_form(
    visitor: Visitor, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.web.rate_limit.hit", lambda *_, **__: None)
    client, numbers, links = visitor.client, lived(app, visitor), one_time_links(app)
    with writing(app.state.database) as session:
        publisher = session.scalars(select(StaffMember).where(StaffMember.username == "fabu")).one()
        session.add(StaffRole(staff_id=publisher.id, role="administrator"))
    wrong: list[tuple[str, str, int]] = []
    seen: set[str] = set()
    for who, looked_at in LOOK_AT.items():
        client.cookies.clear()
        if who in {"senior", "helper"}:
            sign_in(visitor, app, PHONE if who == "senior" else OTHER)
        else:
            visitor.send(*(("/my/code", 303, {"phone": "15400000077"}) if who == "nobody" else (links[who],)))
        theirs = dict(client.cookies)
        for form in list(forms_on(client, looked_at.format(**numbers).split())):
            kind = f"{form.method} {re.sub(r'[0-9]+', 'N', form.action)}"
            if kind in seen:
                continue
            seen.add(kind)
            for name, word in WORDS.items():
                client.cookies.clear()
                client.cookies.update(theirs)
                wrong += [(kind, name, status) for status in sent(client, form, word) if status >= FIRST_OF_OURS]

    assert wrong == []
    assert len(seen) >= FEWEST_FORMS


@pytest.mark.parametrize("path", ["/courses/{}", "/q/{}", "/staff/one-time/{}", "/rentals/{}", "/search?q={}"])
def test_a_sign_that_no_database_keeps_names_nothing_in_an_address(client: TestClient, path: str) -> None:
    assert client.get(path.format("a%00b")).status_code < FIRST_OF_OURS
