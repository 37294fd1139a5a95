"""What somebody must be told stands in the outbox with the change, once, and readable by the program alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from portal.kernel.errors import Refusal
from portal.messages import outbox
from portal.messages.model import Message
from portal.messages.rules import TO_CALL, WAITING, may_go_from, parts, try_again_at
from portal.messages.templates import load, problems
from portal.web.sessions import writing
from tests.support.house import CONTENT
from tests.support.portal import NOW

PHONE = "15400000001"
FACTS = {"what": "居家改造", "state": "已受理", "reference": "123 456 7890"}


@pytest.fixture(autouse=True)
def _closed(app: FastAPI) -> Iterator[None]:
    yield
    app.state.database.dispose()


def tell(app: FastAPI, key: str = "request:1:accepted", phone: str | None = PHONE, **also: object) -> None:
    with writing(app.state.database) as session:
        outbox.put(
            session,
            key=key,
            phone=phone,
            template="request_changed",
            facts=FACTS | {"who": "样例老人甲"},
            at=NOW,
            subject="request:1",
            **also,  # type: ignore[arg-type]  # a test names what it changes
        )


def rows(app: FastAPI) -> list[Message]:
    with app.state.database.reader() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_message_is_written_with_the_words_of_its_template(app: FastAPI) -> None:
    tell(app)

    (row,) = rows(app)

    assert row.state == WAITING
    assert row.phone == PHONE
    assert row.body == "您的居家改造申请有新进展：已受理。编号123 456 7890，可打12345问。"
    assert len(row.check_code) == 6


def test_the_same_key_twice_tells_once(app: FastAPI) -> None:
    tell(app)
    tell(app, phone="15400000002")

    assert [row.phone for row in rows(app)] == [PHONE]


def test_somebody_without_a_mobile_is_put_on_the_call_list(app: FastAPI) -> None:
    tell(app, phone=None)

    (row,) = rows(app)

    assert row.state == TO_CALL
    assert row.facts["who"] == "样例老人甲"


def test_whoever_gave_a_landline_is_called_there(app: FastAPI) -> None:
    tell(app, phone="02300000001")

    (row,) = rows(app)

    assert (row.state, row.phone) == (TO_CALL, "02300000001")


def test_a_change_that_fails_tells_nobody(app: FastAPI) -> None:
    def change_and_fail() -> None:
        with writing(app.state.database) as session:
            outbox.put(
                session,
                key="k",
                phone=PHONE,
                template="request_changed",
                facts=FACTS,
                at=NOW,
            )
            raise Refusal("It is full.")

    with pytest.raises(Refusal):
        change_and_fail()

    assert rows(app) == []


def test_a_message_that_cannot_be_read_is_refused_at_once(app: FastAPI) -> None:
    with writing(app.state.database) as session:
        with pytest.raises(LookupError, match="no content/messages/nothing"):
            outbox.put(session, key="k", phone=PHONE, template="nothing", facts={}, at=NOW)
        with pytest.raises(ValueError, match="needs state"):
            outbox.put(
                session,
                key="k",
                phone=PHONE,
                template="request_changed",
                facts={"what": "居家改造", "reference": "123"},
                at=NOW,
            )

    assert rows(app) == []


def test_nobody_reads_phone_or_words_in_the_database(app: FastAPI) -> None:
    tell(app)

    with app.state.database.reader() as session:
        raw = str(session.execute(text("SELECT * FROM message")).all())

    assert PHONE not in raw
    assert "居家改造" not in raw
    assert "样例老人甲" not in raw


def test_every_template_fits_into_one_text_message() -> None:
    assert problems(load(CONTENT / "messages", sender={"zh": "银龄服务", "en": "Elder Services"})) == []


def test_a_text_that_is_too_long_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(
        f"about: {{zh: 长, en: long}}\ntext: {{zh: {'长' * 60}, en: long}}\nchecked_on: 2026-11-24\n", encoding="utf-8"
    )

    assert "do not fit" in problems(load(tmp_path, sender={"zh": "银龄服务", "en": "Elder Services"}))[0]


def test_a_text_that_reaches_into_its_facts_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(
        "about: {zh: 一, en: one}\ntext: {zh: '{a.b}', en: one}\nchecked_on: 2026-11-24\n", encoding="utf-8"
    )

    with pytest.raises(ValueError, match="plain name"):
        load(tmp_path, sender={"zh": "银龄服务", "en": "Elder Services"})


@pytest.mark.parametrize(
    ("hour", "urgent", "goes"),
    [(12, False, "23 12:00"), (13, False, "24 00:00"), (23, False, "24 00:00"), (13, True, "23 13:00")],
)
def test_nobody_is_woken_at_night(hour: int, goes: str, *, urgent: bool) -> None:
    """Wanzhou is eight hours ahead: 13:00 UTC is 21:00 there, and 00:00 UTC is 08:00."""
    at = datetime(2026, 11, 23, hour, tzinfo=UTC)

    assert may_go_from(at, urgent=urgent).strftime("%d %H:%M") == goes


def test_a_message_is_tried_for_hours_and_then_given_to_a_person() -> None:
    at = tries = NOW
    count = 0
    while (following := try_again_at(tries, attempts=count + 1)) is not None:
        tries, count = following, count + 1

    assert count == 8
    assert timedelta(hours=12) < tries - at < timedelta(hours=24)


def test_long_texts_are_counted_in_parts() -> None:
    assert [parts("字" * length) for length in (70, 71, 134, 135)] == [1, 2, 2, 3]
