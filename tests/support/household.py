"""A household and all the desks: the steps of a home modification, each taken by the person whose it is."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from http.cookiejar import Cookie

from fastapi import FastAPI
from sqlalchemy import select

from portal.db.types import token_hash
from portal.home_modification_case import telling
from portal.messages.model import Message
from portal.people import enrol
from portal.people.model import OneTimeLink, StaffMember
from portal.web.sessions import writing
from tests.support.applying import APPLY, applied_at_once
from tests.support.html import Page
from tests.support.paper import Paper
from tests.support.people import DAUGHTER, Typed
from tests.support.pictures import a_picture
from tests.support.visitor import Upload, Visitor

DESKS = "/staff/home-modifications"
HOUR = timedelta(hours=1)
VISIT = {
    "walking": "help",
    "stairs": "not",
    "rising": "help",
    "bathing": "help",
    "toilet": "alone",
    "seeing": "help",
    "hearing": "alone",
    "result": "moderate",
    "measures": "浴室门宽68厘米\n门槛3厘米",
}


class Household:
    """One browser for the family, one for each desk; who speaks is said with every step."""

    def __init__(self, visitor: Visitor, app: FastAPI) -> None:
        self.visitor, self.app = visitor, app
        with writing(app.state.database) as session:
            made = enrol.demonstration(session, app.state.clock.now()) or []
        self.links = {one.username: f"/staff/one-time/{one.token}" for one in made}
        self.browsers: dict[str, list[Cookie]] = {}
        self.now = ""
        self.reference = ""

    def be(self, who: str) -> Visitor:
        """Take this person's browser in hand; staff sign in the first time."""
        if self.now:
            self.browsers[self.now] = list(self.visitor.client.cookies.jar)
        self.visitor.forget()
        self.now = who
        if who in self.browsers:
            for cookie in self.browsers[who]:
                self.visitor.client.cookies.jar.set_cookie(cookie)
        elif who in self.links:
            self.visitor.send(self.links[who])
        return self.visitor

    def days_pass(self, days: int) -> None:
        """Everybody comes back after a while: staff sign in again, the family types its number."""
        clock = self.app.state.clock
        clock.advance(timedelta(days=days))
        self.browsers, self.now = {}, ""
        self.new_links()
        self.be("family").send("/track", answers={"reference": self.reference, "proof": "0002"})

    def new_links(self) -> None:
        """Everybody at a desk may sign in once more."""
        now = self.app.state.clock.now()
        with writing(self.app.state.database) as session:
            for member in session.scalars(select(StaffMember)):
                token = secrets.token_hex(8)
                session.add(OneTimeLink(token_hash=token_hash(token), staff_id=member.id, expires_at=now + HOUR))
                self.links[member.username] = f"/staff/one-time/{token}"

    def desks_are_told(self) -> list[str]:
        """Whom the worker tells of how many, where the phones of a counter and of an acceptor are known."""
        state = self.app.state
        with writing(state.database) as session:
            for username, phone in (("bianji", "15400000007"), ("yanshou", "15400000008")):
                member = session.scalars(select(StaffMember).where(StaffMember.username == username)).one()
                member.phone = phone
            telling.tell_desks(session, state.modification_office, at=state.clock.now())
        with state.database.reader() as session:
            found = session.scalars(select(Message).where(Message.template == "staff_due").order_by(Message.id))
            return [f"{one.phone} {one.facts['count']}" for one in found]

    def applies(self, answers: Mapping[str, Typed] = DAUGHTER) -> str:
        """A family that has sent its application."""
        self.reference = applied_at_once(self.be("family"), answers)
        return self.reference

    def fills_in(self, page: Page, answers: Mapping[str, Typed] = DAUGHTER) -> str:
        """Every page in its order, up to the receipt."""
        while not page.location.endswith("/check"):
            slug = page.location.rsplit("/", 1)[1]
            page = self.visitor.fill_in(self.visitor.follow(page), answers[slug], form=f"{APPLY}/{slug}")
        self.visitor.follow(page)
        self.reference = self.visitor.send(f"{APPLY}/submission").location.split("/")[2]
        return self.reference

    def at_desk(self, who: str) -> Page:
        return self.be(who).open(f"{DESKS}/{self.reference}")

    def does(self, who: str, noun: str, status: int = 303, /, **answers: str) -> Page:
        """The one named opens the case, fills in the form of this act as it stands there, and sends it."""
        page = self.at_desk(who)
        typed = {f"{noun}-{name}": answer for name, answer in answers.items()}
        return self.visitor.fill_in(page, typed, status, form=f"/{self.reference}/{noun}")

    def prints(self, who: str, paper: str) -> Paper:
        """With the reason that the button brings along."""
        desk = self.be(who)
        typed = {"paper": paper, "reason": "打印出来签字"}
        return Paper(desk.client.get(desk.send(f"{DESKS}/{self.reference}/papers", answers=typed).location).content)

    def adds_photo(self, who: str, purpose: str, item: str = "") -> Page:
        page = self.at_desk(who)
        photo: Upload = ("a.png", a_picture(), "image/png")
        return self.visitor.fill_in(
            page,
            {"files-purpose": purpose, "files-item": item},
            form=f"/{self.reference}/files",
            files={"files-photos": photo},
        )

    def asks_for(self, who: str, file: str, reason: str = "办这件事要看", status: int = 303) -> Page:
        """A photo or a scan of the case, with the reason that the button brings along or somebody has typed."""
        desk, typed = self.be(who), {"file": file, "reason": reason}
        return desk.send(f"{DESKS}/{self.reference}/looks", status, answers=typed)

    def photos_to_ask_for(self, who: str) -> dict[str, dict[str, str]]:
        """What the buttons on the page of the case would send, by the photo or scan that each asks for."""
        root = self.at_desk(who).root
        forms = [one for one in root.iter("form") if one.get("action", "").endswith("/looks")]
        sent = [{str(each.get("name")): str(each.get("value")) for each in one.iter("input")} for one in forms]
        return {one["file"]: one for one in sent}

    def family_sees(self) -> Page:
        return self.be("family").open(f"/requests/{self.reference}")

    def family_does(self, noun: str, status: int = 303, /, **answers: str) -> Page:
        return self.visitor.fill_in(self.family_sees(), answers, status, form=f"/requests/{self.reference}/{noun}")

    def awaits_visit(self) -> None:
        """Accepted, looked through, a day set."""
        self.does("bianji", "consent", how="call", identity="y", group="allowance")
        self.does("bianji", "acceptance")
        self.does("chushen", "passing", note="符合条件")
        self.books("2026-11-25", "am")

    def is_visited(self) -> None:
        """The visit is made: the plan can be drawn up."""
        self.awaits_visit()
        self.adds_photo("pinggu", "before")
        page = self.be("pinggu").open(f"{DESKS}/{self.reference}/visit")
        self.visitor.fill_in(page, VISIT, form=f"/{self.reference}/visit")

    def books(self, day: str, half: str, status: int = 303) -> Page:
        page = self.at_desk("pinggu")
        who = max(page.form(f"/{self.reference}/booking").choices["booking-who"])
        typed = {"booking-who": who, "booking-day": day, "booking-half": half}
        return self.visitor.fill_in(page, typed, status, form=f"/{self.reference}/booking")

    def is_planned(self, lines: Mapping[int, tuple[str, str]], total: str, status: int = 303) -> Page:
        page = self.be("fangan").open(f"{DESKS}/{self.reference}/plan")
        typed = {f"q{number}": quantity for number, (quantity, _) in lines.items()}
        typed |= {f"c{number}": cost for number, (_, cost) in lines.items()} | {"total": total}
        return self.visitor.fill_in(page, typed, status, form=f"/{self.reference}/plan")

    def is_approved(self) -> None:
        """From the first question to the district's yes."""
        self.is_visited()
        self.is_planned({1: ("1", "2000"), 3: ("2", "1500")}, "3500")
        self.family_does("agreement", seen="y")
        self.does("shenpi", "approval")

    def is_approved_on_paper(self) -> None:
        """The same without any page of the family: it signs on paper, and the counter writes it down."""
        self.is_visited()
        self.is_planned({1: ("1", "2000"), 3: ("2", "1500")}, "3500")
        self.adds_photo("bianji", "signature")
        self.does("bianji", "agreement", how="paper")
        self.does("shenpi", "approval")

    def is_built(self) -> None:
        self.does("shigong", "builder", name="样例施工队", phone="154 0000 0009", day="2026-12-18")
        for item in ("1", "3"):
            self.adds_photo("shigong", "after", item)
        self.does("shigong", "completion")
