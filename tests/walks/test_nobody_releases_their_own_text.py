"""In a small office one person has every role; even they cannot release what they wrote."""

from fastapi import FastAPI
from sqlalchemy import select

from portal.people import enrol
from portal.people.model import StaffMember, StaffRole
from portal.web.sessions import writing
from tests.support.people import WARNING
from tests.support.visitor import Visitor
from tests.walks.test_staff_publish_a_fraud_warning import sign_in, written


def test_somebody_with_both_roles_still_needs_a_second_person(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        made = enrol.demonstration(session, app.state.clock.now()) or []
        writer = session.scalars(select(StaffMember).where(StaffMember.username == "bianji")).one()
        writer.roles.append(StaffRole(role="publisher"))
    links = {one.username: f"/staff/one-time/{one.token}" for one in made}
    address = written(visitor, links)

    refused = visitor.send(f"{address}/publication", 409, answers={"version": "2"})

    assert "请另一个人" in refused.text
    sign_in(visitor, links["fabu"])
    visitor.send(f"{address}/publication", answers={"version": "2"})
    assert WARNING["title_zh"] in visitor.open("/").response.text
