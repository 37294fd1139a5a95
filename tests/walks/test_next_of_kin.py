"""A son comes to the counter after his father died: by proof, for half an hour, and written down."""

from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.people.model import AuditEntry
from portal.privacy.model import Unmasking
from tests.support.desk import one_time_links
from tests.support.desk import sign_in as sign_in_at_desk
from tests.support.family import application, applied
from tests.support.visitor import Visitor

DESK = "/staff/next-of-kin"
PROOFS = {"death": "y", "kinship": "y", "card": "y", "nothing_else": "y"}
SON = {
    "name": "样例老人甲",
    "phone": "154 0000 0002",
    "kin_name": "样例儿子戊",
    "relation": "child",
    "wants": "想知道父亲申请过什么，然后删掉",
}


def test_without_every_proof_nothing_is_opened(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, application())
    sign_in_at_desk(visitor, one_time_links(app)["bianji"])
    for missing in PROOFS:
        given = {name: "y" for name in PROOFS if name != missing}
        page = visitor.send(DESK, 422, answers=SON | given)
        assert "样例儿子戊" in page.html
    unsaid = visitor.fill_in(visitor.open(DESK), SON | PROOFS | {"relation": ""}, 422, form=DESK)
    assert unsaid.errors == ["请选择来的人是他的什么人。"]

    visitor.send(DESK, 422, answers=SON | PROOFS | {"name": "样例老人丙"})

    with app.state.database.reader() as session:
        assert session.scalars(select(Unmasking)).all() == []


def test_the_son_reads_it_and_has_it_deleted_and_all_of_it_is_written_down(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    reference = applied(visitor, application())
    family = dict(visitor.client.cookies)
    sign_in_at_desk(visitor, one_time_links(app)["bianji"])
    desk = dict(visitor.client.cookies)

    opened = visitor.fill_in(visitor.open(DESK), SON | PROOFS, form=DESK)
    shown = visitor.follow(opened).html
    assert "样例老人甲" in shown
    assert "样例路1号" in shown

    visitor.send(f"{opened.location}/deletion")
    left = visitor.open(opened.location)
    assert "样例路1号" in left.html, "What is still worked on stays."
    assert "删掉了0件，共1件" in left.text
    visitor.forget()
    visitor.client.cookies.update(family)
    visitor.fill_in(visitor.open(f"/requests/{reference}/withdrawal"))
    visitor.forget()
    visitor.client.cookies.update(desk)
    visitor.fill_in(visitor.open(opened.location), form=f"{opened.location}/deletion")
    gone = visitor.open(opened.location)
    assert "样例路1号" not in gone.html
    assert "删掉了1件，共1件" in gone.text

    with app.state.database.reader() as session:
        did = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("next_of_kin.%"))).all()
        reasons = session.scalars(select(Unmasking.reason)).all()
    assert did == ["next_of_kin.opened", "next_of_kin.deleted", "next_of_kin.deleted"]
    assert set(reasons) == {SON["wants"]}
    clock.advance(timedelta(minutes=31))
    closed = visitor.open(opened.location).html if visitor.client.get(DESK).status_code == 200 else ""
    assert "样例老人甲" not in closed
    assert "样例儿子戊" not in closed
