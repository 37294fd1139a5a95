"""Every save is a version that can be compared and brought back; a text is seen as residents will before release."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.publishing_desk.model import PublicationVersion
from portal.web.sessions import writing
from tests.support.desk import EDITOR, KINDS, PUBLISHER, number_of, one_time_links, sign_in, step, written
from tests.support.visitor import Visitor

COURSES = "/staff/publications/courses"


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def retitled(visitor: Visitor, address: str, title: str) -> None:
    visitor.fill_in(visitor.open(f"{address}/text"), {"title_zh": title}, form=f"{address}/text")


def test_any_two_versions_are_compared_and_an_old_one_is_brought_back(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[EDITOR])
    retitled(visitor, address, "二胡第一稿")
    retitled(visitor, address, "二胡第二稿")

    page = visitor.open(f"{address}/versions?older=1&newer=3")

    assert "二胡（入门）" in page.text
    assert "二胡第二稿" in page.text
    assert "二胡第一稿" not in page.text
    visitor.fill_in(page, form=f"{address}/versions/1/restoration")
    assert "二胡（入门）" in visitor.open(address).h1
    assert "取自第1版" in visitor.open(f"{address}/versions").text


def test_versions_that_do_not_exist_are_those_of_the_last_save(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[EDITOR])
    assert "还没有人在这里改过" in visitor.open(f"{address}/versions").text
    retitled(visitor, address, "二胡第一稿")

    assert "二胡第一稿" in visitor.open(f"{address}/versions?older=99&newer=x").text


def test_a_text_with_its_second_reader_is_not_changed_by_bringing_an_old_one_back(
    visitor: Visitor, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, KINDS["course"])
    retitled(visitor, address, "改过的题目")
    step(visitor, address, "submission")

    assert "恢复第1版" not in visitor.open(f"{address}/versions").text
    visitor.send(f"{address}/versions/1/restoration", 409, answers={"version": "3"})


def test_an_old_version_that_would_not_be_taken_today_is_refused_with_a_way_on(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[EDITOR])
    retitled(visitor, address, "二胡第一稿")
    with writing(app.state.database) as session:
        old = session.scalars(select(PublicationVersion).where(PublicationVersion.number == 1)).one()
        old.document = dict(old.document) | {"plan_item": -1}

    page = visitor.send(f"{address}/versions/1/restoration", 409, answers={"version": "2"})

    assert "请直接修改文字" in page.text


def test_every_kind_is_seen_as_residents_will_see_it_before_its_release(
    visitor: Visitor, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    for kind in KINDS.values():
        address = written(visitor, kind, title_zh="还没有发布的一条")
        looks = [link for link in visitor.open(f"{address}/preview").links.values() if "/preview/" in link]
        assert len(looks) == 18

        for look in (looks[0], looks[-1]):
            root = visitor.open(look).root
            language, size, theme = look.rpartition("/")[2].split("-")
            assert (root.get("data-size"), root.get("data-theme")) == (size, theme)
            assert (root.get("lang") == "en") is (language == "en")

        assert "还没有发布的一条" not in visitor.open(kind.path).text
    visitor.open(f"{address}/preview/zh-9-dark", 404)


def test_only_staff_look_ahead(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links[PUBLISHER])
    visitor.forget()

    visitor.open(f"{COURSES}/1/preview/zh-1-standard", 404)
    visitor.open(f"{COURSES}/1/versions", 404)
