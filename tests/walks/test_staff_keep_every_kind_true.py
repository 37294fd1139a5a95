"""Staff write, change and release every kind of publication at one desk; what is public changes only with a release."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.app import PUBLICATION_KINDS
from portal.kernel.clock import FixedClock
from portal.publishing.kinds import PublicationKind
from portal.publishing.loading import Report, load_all
from portal.publishing.model import Publication
from portal.web.sessions import writing
from tests.support.desk import EDITOR, KINDS, PUBLISHER, number_of, one_time_links, sign_in, step, written
from tests.support.house import CONTENT
from tests.support.visitor import Visitor

COURSES = "/staff/publications/courses"


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def loaded(app: FastAPI, clock: FixedClock) -> Report:
    with writing(app.state.database) as session:
        return load_all(session, CONTENT, PUBLICATION_KINDS, divisions=app.state.divisions, clock=clock)


def released(visitor: Visitor, links: dict[str, str], address: str) -> None:
    step(visitor, address, "submission")
    sign_in(visitor, links[PUBLISHER])
    step(visitor, address, "publication")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_new_one_of_every_kind_is_written_read_and_released(
    visitor: Visitor, links: dict[str, str], kind: PublicationKind
) -> None:
    sign_in(visitor, links[EDITOR])

    released(visitor, links, written(visitor, kind, title_zh="桌面上新写的一条", title_en="Written at the desk"))

    found = visitor.open("/search?q=桌面上新写的一条")
    shown = visitor.open(next(link for link in found.links.values() if link.startswith(f"{kind.path}/w-")))
    assert shown.h1.startswith("桌面上新写的一条")
    visitor.choose(lang="en")
    assert visitor.open(shown.path).h1.startswith("Written at the desk")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("capacity", "9" * 30, "请填小一点的数字。"),
        ("age_from", "-" + "9" * 30, "请填0或更大的数。"),
        ("plan_item", "-1", "请填0或更大的数。"),
        ("cost_fen", "9" * 30, "请填小一点的数字。"),
        ("cost_fen", "1e999990", "请填数字，比如20。"),
        ("cost_fen", "1e9999999", "请填数字，比如20。"),
        ("starts", "9999-12-31", "请按2026-12-01这样填日期。"),
        ("starts", "+9999999999d", "请按2026-12-01这样填日期。"),
        ("show_until", "9999-12-31T23:59", "请按2026-12-01 09:30这样填日期和时间。"),
    ],
)
def test_a_number_or_a_day_that_no_course_has_is_asked_for_again(
    visitor: Visitor, app: FastAPI, links: dict[str, str], field: str, typed: str, said: str
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}/text"
    sign_in(visitor, links[EDITOR])

    page = visitor.fill_in(visitor.open(address), {field: typed}, 422, form=address)

    assert page.errors == [said]


def test_a_public_course_is_changed_without_touching_what_is_public_until_the_change_is_released(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[EDITOR])

    visitor.fill_in(visitor.open(f"{address}/text"), {"title_zh": "二胡提高班"}, form=f"{address}/text")

    assert "二胡提高班" not in visitor.open("/courses/erhu").text
    assert "二胡提高班" in visitor.open(address).text
    released(visitor, links, address)
    assert visitor.open("/courses/erhu").h1.startswith("二胡提高班")

    clock.advance(timedelta(days=1))
    report = loaded(app, clock)

    assert report.kept == 1
    assert report.problems == []
    assert visitor.open("/courses/erhu").h1.startswith("二胡提高班")


def test_what_staff_withdrew_does_not_come_back_with_the_next_load(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[PUBLISHER])
    step(visitor, address, "publication/end", reason="老师病了")

    clock.advance(timedelta(days=1))
    loaded(app, clock)

    visitor.open("/courses/erhu", 410)


def test_nothing_is_withdrawn_without_a_reason(visitor: Visitor, app: FastAPI, links: dict[str, str]) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[PUBLISHER])

    page = step(visitor, address, "publication/end", 422, reason="  ")

    assert "请写明原因" in page.text
    visitor.open("/courses/erhu")


def test_a_text_is_sent_back_with_a_reason_that_its_writer_reads(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, KINDS["course"])
    step(visitor, address, "submission")
    sign_in(visitor, links[PUBLISHER])

    step(visitor, address, "return", reason="请写清楚坐哪路车")

    assert "请写清楚坐哪路车" in visitor.open(address).text
    assert "草稿" in visitor.open(address).text


def test_two_people_write_at_once_and_the_second_sees_the_difference_and_chooses(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[EDITOR])
    opened_first, opened_second = visitor.open(f"{address}/text"), visitor.open(f"{address}/text")
    visitor.fill_in(opened_first, {"title_zh": "先存的题目", "capacity": "30"}, form=f"{address}/text")

    seen = visitor.fill_in(opened_second, {"title_zh": "后存的题目", "minutes": "75"}, 409, form=f"{address}/text")

    assert "先存的题目" in seen.text
    assert "后存的题目" in seen.text
    visitor.fill_in(seen, {"keep_title_zh": "theirs"}, form=f"{address}/text")
    kept = visitor.open(f"{address}/text").form(f"{address}/text").filled({})
    assert [kept[name] for name in ("title_zh", "capacity", "minutes")] == [["先存的题目"], ["30"], ["75"]]


def test_a_text_without_english_is_shown_in_chinese_and_says_so(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[EDITOR])
    released(visitor, links, written(visitor, KINDS["guide"], title_zh="只有中文题目的一条指南", title_en=""))
    visitor.choose(lang="en")

    found = visitor.open("/sitemap")
    shown = visitor.open(next(link for link in found.links.values() if link.startswith("/guides/w-")))

    assert "This has not been translated yet" in shown.text
    assert shown.h1.startswith("只有中文题目的一条指南")


def test_what_has_ended_leaves_the_list_at_that_minute_and_its_old_address_leads_to_what_replaced_it(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    code = next(one.code for one in _all(app) if one.slug == "guzheng")
    sign_in(visitor, links[EDITOR])
    released(
        visitor,
        links,
        written(visitor, KINDS["course"], title_zh="只到今天的课", show_until="2026-11-23T12:00", replaced_by=code),
    )
    address = next(
        link for link in visitor.open("/search?q=只到今天的课").links.values() if link.startswith("/courses/w-")
    )

    clock.advance(timedelta(hours=3))

    over = visitor.open(address, 410)
    assert "只到今天的课" in over.text
    assert visitor.open(over.link("接替")).path == "/courses/guzheng"
    assert address not in visitor.open("/search?q=只到今天的课").links.values()


def _all(app: FastAPI) -> list[Any]:
    with app.state.database.reader() as session:
        return list(session.scalars(select(Publication)))
