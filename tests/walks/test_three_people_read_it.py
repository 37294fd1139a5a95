"""Where the site asks for three (三审), three different people stand behind a text; departments keep to their own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI

from portal.db.types import token_hash
from portal.people import enrol
from portal.people.model import OneTimeLink
from portal.web.sessions import writing
from tests.support.desk import EDITOR, KINDS, PUBLISHER, one_time_links, sign_in, step, typed_for, written
from tests.support.visitor import Visitor

READER, ELSEWHERE = "disan", "waibu"


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    """The people of the demonstration, a first reader, and an editor of another department."""
    made = one_time_links(app)
    now = app.state.clock.now()
    people = ((READER, "初审丙（样例）", "样例部门", "reader"), (ELSEWHERE, "编辑丁（样例）", "样例文旅部门", "editor"))
    with writing(app.state.database) as session:
        for username, name, department, role in people:
            staff = enrol.add_staff(
                session,
                username=username,
                name=name,
                department=department,
                roles=[role],
                password="这是一个够长的样例口令没有别的意思",
                now=now,
            ).staff
            expires = now + timedelta(hours=1)
            session.add(OneTimeLink(token_hash=token_hash(username), staff_id=staff.id, expires_at=expires))
            made[username] = f"/staff/one-time/{username}"
    return made


def test_writer_reader_and_publisher_are_three_and_the_page_names_them(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    app.state.desk_rules = replace(app.state.desk_rules, people=3)
    sign_in(visitor, links[EDITOR])
    address = written(visitor, KINDS["guide"], title_zh="三个人看过的指南")
    step(visitor, address, "submission")
    sign_in(visitor, links[PUBLISHER])
    assert "发布给大家" not in visitor.open(address).text
    visitor.send(f"{address}/publication", 409, answers={"version": "2"})

    sign_in(visitor, links[READER])
    step(visitor, address, "reading")
    visitor.send(f"{address}/publication", 404, answers={"version": "3"})
    visitor.send(links[PUBLISHER], 404)
    sign_in(visitor, _fresh(app, PUBLISHER))
    step(visitor, address, "publication")

    where = next(link for link in visitor.open("/sitemap").links.values() if link.startswith("/guides/w-"))
    shown = visitor.open(where).text
    for words in ("一审：编辑甲（样例）", "二审：初审丙（样例）", "三审：审发乙（样例）"):
        assert words in shown
        assert words.partition("：")[2] in visitor.open(address).text


def test_an_urgent_warning_never_waits_for_a_third(visitor: Visitor, app: FastAPI, links: dict[str, str]) -> None:
    app.state.desk_rules = replace(app.state.desk_rules, people=3)
    sign_in(visitor, links[EDITOR])
    address = written(visitor, KINDS["fraud_warning"], title_zh="很急的提醒", level="urgent")
    step(visitor, address, "submission")
    sign_in(visitor, links[PUBLISHER])

    step(visitor, address, "publication")

    assert "很急的提醒" in visitor.open("/").response.text


def test_another_department_reads_but_does_not_change_and_writes_only_its_own_kinds(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    app.state.desk_rules = replace(app.state.desk_rules, kinds_of={"样例文旅部门": frozenset({"tour"})})
    sign_in(visitor, links[EDITOR])
    address = written(visitor, KINDS["guide"], title_zh="民政的指南")
    sign_in(visitor, links[ELSEWHERE])

    seen = visitor.open(address)

    assert "这是别的部门的内容" in seen.text
    typed = typed_for(KINDS["guide"], title_zh="改成我的")
    visitor.send(f"{address}/text", 409, answers=typed | {"version": "1"})
    visitor.send(f"{address}/submission", 409, answers={"version": "1"})
    visitor.send(KINDS["guide"].desk_path, 409, answers=typed)
    assert "民政的指南" in visitor.open(address).text
    written(visitor, KINDS["tour"], title_zh="文旅的线路")


def _fresh(app: FastAPI, username: str) -> str:
    """Another link for somebody whose first was used."""
    from sqlalchemy import select

    from portal.people.model import StaffMember

    with writing(app.state.database) as session:
        staff = session.scalars(select(StaffMember).where(StaffMember.username == username)).one()
        expires = app.state.clock.now() + timedelta(hours=1)
        session.add(OneTimeLink(token_hash=token_hash(f"{username}-2"), staff_id=staff.id, expires_at=expires))
    return f"/staff/one-time/{username}-2"
