"""What is the same on many pages is rendered once in its language; what a thing says now is what its card says."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.publishing.model import Publication
from portal.web.pieces import Pieces
from portal.web.sessions import writing

# Whoever is known is never answered from the shelf of finished pages.
KNOWN = {"cookie": "nobody=1"}
LIST = "/courses?category=exercise"


def test_a_card_says_what_its_thing_says_now(client: TestClient, app: FastAPI) -> None:
    assert "24式太极拳" in client.get(LIST, headers=KNOWN).text
    with writing(app.state.database) as session:
        course = session.scalars(select(Publication).where(Publication.slug == "tai-chi-24")).one()
        course.texts["zh"].title = "样例：改了名的课"

    after = client.get(LIST, headers=KNOWN).text
    assert "样例：改了名的课" in after
    assert "24式太极拳" not in after


def test_pieces_of_one_language_are_not_seen_in_another(client: TestClient) -> None:
    for language in ("zh", "en", "zh"):
        page = client.get(LIST, headers={"cookie": f"nobody=1; reading={language}-1-standard"}).text
        assert ("Narrow down the list" in page) is (language == "en")
        assert ("Do you need somebody to help?" in page) is (language == "en")


def test_a_filter_stays_as_it_was_set(client: TestClient) -> None:
    for path, chosen in ((LIST, True), ("/courses", False), (LIST, True)):
        page = client.get(path, headers=KNOWN).text
        assert ('name="category" value="exercise" checked' in page) is chosen


@pytest.mark.parametrize("typed", ["999", "3"])
def test_past_the_end_is_the_last_page(client: TestClient, typed: str) -> None:
    last = client.get("/courses?page=2", headers=KNOWN).text.partition("<ul")[2]

    assert client.get(f"/courses?page={typed}", headers=KNOWN).text.partition("<ul")[2] == last
    assert last.count("<article") > 0


def test_the_piece_that_was_put_first_is_forgotten_first() -> None:
    pieces = Pieces(most=2)
    for name in ("one", "two", "three"):
        pieces.keep(name, caller=lambda name=name: name)  # type: ignore[misc]  # the name of this turn

    assert (pieces.get(("one",)), pieces.get(("two",)), pieces.get(("three",))) == (None, "two", "three")
