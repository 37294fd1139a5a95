"""Somebody leaves: their account is closed, and their phone, still signed in, opens nothing any more."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.people import audit, enrol
from portal.people.model import StaffMember, StaffRole
from portal.web.sessions import writing
from tests.support.visitor import Visitor


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    """The demonstration people, and the publisher is administrator too."""
    now = app.state.clock.now()
    with writing(app.state.database) as session:
        made = enrol.demonstration(session, now) or []
        boss = session.scalars(select(StaffMember).where(StaffMember.username == "fabu")).one()
        boss.roles.append(StaffRole(role="administrator"))
    return {one.username: f"/staff/one-time/{one.token}" for one in made}


def number_of(app: FastAPI, username: str) -> int:
    with app.state.database.reader() as session:
        found: int = session.scalars(select(StaffMember.id).where(StaffMember.username == username)).one()
        return found


def test_a_closed_account_is_closed_at_once_and_can_be_opened_again(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    visitor.send(links["bianji"])
    phone = visitor.client.cookies["staff"]
    number = number_of(app, "bianji")
    visitor.forget()
    visitor.send(links["fabu"])

    visitor.fill_in(visitor.open("/staff/people"), form=f"/staff/people/{number}/closure")

    boss = visitor.client.cookies["staff"]
    visitor.forget()
    visitor.client.cookies.set("staff", phone)
    assert visitor.open("/staff", 303).location == "/staff/sign-in"
    visitor.forget()
    visitor.client.cookies.set("staff", boss)
    visitor.fill_in(visitor.open("/staff/people"), form=f"/staff/people/{number}/closure/end")
    with app.state.database.reader() as session:
        assert session.get_one(StaffMember, number).disabled_at is None
        assert audit.verify(session) is None


def test_nobody_closes_their_own_account_and_others_do_not_see_the_page(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    visitor.send(links["bianji"])
    visitor.open("/staff/people", 404)
    visitor.send(f"/staff/people/{number_of(app, 'fabu')}/closure", 404)
    visitor.forget()
    visitor.send(links["fabu"])

    visitor.send(f"/staff/people/{number_of(app, 'fabu')}/closure", 409)

    visitor.open("/staff/people")
