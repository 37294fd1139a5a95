"""What nobody checked for long is shown, what comes and goes has a calendar, and who did what can be read."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from typer.testing import CliRunner

from portal import cli
from portal.kernel.clock import FixedClock
from portal.people.model import AuditEntry
from portal.web.sessions import writing
from tests.support.desk import EDITOR, KINDS, PUBLISHER, number_of, one_time_links, sign_in, step, written
from tests.support.visitor import Visitor


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def test_what_was_not_checked_for_ninety_days_is_checked_and_says_by_whom_and_how(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    number = number_of(app, "rollator")
    sign_in(visitor, links[EDITOR])
    assert "都在最近核对过" in visitor.open("/staff/publications").text
    clock.advance(timedelta(days=100))
    visitor.forget()
    sign_in(visitor, _again(app, clock))
    page = visitor.open("/staff/publications")
    assert "带轮子的助行车" in page.text

    visitor.fill_in(page, {"how": "打电话问过租借点"}, form=f"/staff/publications/checks/{number}")

    shown = visitor.open("/rentals/rollator").text
    assert "打电话问过租借点" in shown
    assert "2027年3月3日" in shown
    assert "带轮子的助行车" not in visitor.open("/staff/publications").text


def _again(app: FastAPI, clock: FixedClock) -> str:
    """A new link, since the first lasts a day."""
    from portal.db.types import token_hash
    from portal.people.model import OneTimeLink, StaffMember

    with writing(app.state.database) as session:
        staff = session.scalars(select(StaffMember).where(StaffMember.username == EDITOR)).one()
        expires = clock.now() + timedelta(hours=1)
        session.add(OneTimeLink(token_hash=token_hash("again"), staff_id=staff.id, expires_at=expires))
    return "/staff/one-time/again"


def test_the_first_page_of_the_desk_says_what_waits_and_the_calendar_what_comes_and_goes(
    visitor: Visitor, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(
        visitor, KINDS["guide"], title_zh="下月上线的指南", show_from="2026-12-07T08:00", show_until="2026-12-20T18:00"
    )
    step(visitor, address, "submission")
    assert "二审1条" in visitor.open("/staff/publications").text
    sign_in(visitor, links[PUBLISHER])
    step(visitor, address, "publication")

    found = visitor.open("/staff/publications/calendar").text

    assert "上线：下月上线的指南" in found
    assert "下线：下月上线的指南" in found
    assert "下月上线的指南" not in visitor.open("/guides").text


def test_the_trail_is_read_by_thing_by_person_and_by_day_with_before_and_after(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    number = number_of(app, "erhu")
    address = f"/staff/publications/courses/{number}"
    sign_in(visitor, links[EDITOR])
    visitor.fill_in(visitor.open(f"{address}/text"), {"title_zh": "二胡提高班"}, form=f"{address}/text")
    visitor.open("/staff/audit", 404)
    sign_in(visitor, links[PUBLISHER])

    by_thing = visitor.open(f"/staff/audit?thing=course:{number}").text
    by_person = visitor.open(f"/staff/audit?person={EDITOR}&day=2026-11-23").text

    for text in (by_thing, by_person):
        assert "二胡（入门）" in text
        assert "二胡提高班" in text
    assert "共0条" in visitor.open("/staff/audit?day=2026-11-22").text
    assert "每一条都接得上" in visitor.open("/staff/audit?verify=1").text
    with writing(app.state.database) as session:
        session.scalars(select(AuditEntry).where(AuditEntry.seq == 2)).one().actor = "somebody else"
    assert "记录被人改过" in visitor.open("/staff/audit?verify=1").text


def test_the_doctor_finds_a_changed_line(
    app: FastAPI, links: dict[str, str], monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_SECRET_KEY", "5a" * 32)
    well = CliRunner().invoke(cli.app, ["doctor"])
    assert "well  audit trail" in well.output, well.output
    with writing(app.state.database) as session:
        session.scalars(select(AuditEntry).where(AuditEntry.seq == 1)).one().detail = "{}"

    ill = CliRunner().invoke(cli.app, ["doctor"])

    assert links
    assert ill.exit_code == 1
    assert "LOOK  audit trail: line 1 was changed" in ill.output
