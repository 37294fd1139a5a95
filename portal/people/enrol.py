"""Adding people."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import func, select

from portal.db.sessions import WriteSession
from portal.db.types import token_hash
from portal.kernel.phone import MOBILE, normalise
from portal.people import audit, passwords
from portal.people.model import OneTimeLink, StaffMember, StaffRole
from portal.people.rules import ONE_TIME_LINK_LASTS, ROLES, SHORTEST_PASSWORD, TOWN_DESK

DEMONSTRATION = (
    ("bianji", "编辑甲（样例）", ("editor", "case_worker")),
    ("fabu", "审发乙（样例）", ("publisher",)),
    ("chushen", "街道初审丙（样例）", ("street_reviewer",)),
    ("chushen2", "街道初审子（样例）", ("street_reviewer",)),
    ("pinggu", "评估员丁（样例）", ("assessor",)),
    ("fangan", "方案员戊（样例）", ("planner",)),
    ("shenpi", "区审批己（样例）", ("approver",)),
    ("shigong", "施工登记庚（样例）", ("works",)),
    ("yanshou", "验收员辛（样例）", ("acceptor",)),
    ("caiwu", "财务壬（样例）", ("finance",)),
    ("zhuguan", "主管癸（样例）", ("supervisor",)),
    ("zulin", "租借点丑（样例）", ("station",)),
    ("jiedao", "街道窗口寅（样例）", (TOWN_DESK,)),
)
# The street at whose counter the demonstration's town desk sits: Taibai.
DEMONSTRATION_TOWN = "500101017"


@dataclass(frozen=True)
class Enrolment:
    """What is shown once to the new person."""

    staff: StaffMember
    secret: str
    totp_uri: str


@dataclass(frozen=True)
class OneTimeSignIn:
    username: str
    token: str


def add_staff(  # noqa: PLR0913  # each fact of a person is named by its caller
    session: WriteSession,
    *,
    username: str,
    name: str,
    department: str,
    roles: Sequence[str],
    password: str | None,
    now: datetime,
    towns: Sequence[str] = (),
    phone: str = "",
) -> Enrolment:
    """A new person; raises `ValueError` for whatever they cannot be added with.

    Somebody without a password comes in by a link only.
    """
    unknown = set(roles) - set(ROLES)
    if unknown:
        message = f"unknown role: {', '.join(sorted(unknown))}; use {', '.join(ROLES)}"
        raise ValueError(message)
    if TOWN_DESK in roles and not towns:
        message = "the desk of a town needs its town"
        raise ValueError(message)
    if password is not None and len(password) < SHORTEST_PASSWORD:
        message = f"a password has at least {SHORTEST_PASSWORD} characters"
        raise ValueError(message)
    if session.scalar(select(StaffMember.id).where(StaffMember.username == username)):
        message = f"{username} is there already"
        raise ValueError(message)
    if phone and not MOBILE.fullmatch(normalise(phone) or ""):
        message = "a phone for messages is a mobile number"
        raise ValueError(message)
    secret = pyotp.random_base32()
    staff = StaffMember(
        username=username,
        name=name,
        department=department,
        password_hash=passwords.NONE if password is None else passwords.hashed(password),
        totp_secret=secret,
        phone=normalise(phone),
        created_at=now,
    )
    staff.roles = [
        StaffRole(role=role, town=town) for role in roles for town in (towns if role == TOWN_DESK else (None,))
    ]
    session.add(staff)
    session.flush()  # gives the number that the audit trail names
    audit.record(
        session,
        at=now,
        actor="command line",
        action="staff.added",
        subject=f"staff:{staff.id}",
        detail={"roles": list(roles)},
    )
    return Enrolment(
        staff=staff, secret=secret, totp_uri=pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="portal")
    )


def demonstration(session: WriteSession, now: datetime) -> list[OneTimeSignIn] | None:
    """On a database without staff: people who sign in by a link, once; None where there is somebody already."""
    if session.scalar(select(func.count()).select_from(StaffMember)):
        return None
    made = []
    for username, name, roles in DEMONSTRATION:
        enrolment = add_staff(
            session,
            username=username,
            name=name,
            department="样例部门",
            roles=roles,
            password=None,
            now=now,
            towns=(DEMONSTRATION_TOWN,),
        )
        token = secrets.token_urlsafe(24)
        session.add(
            OneTimeLink(token_hash=token_hash(token), staff_id=enrolment.staff.id, expires_at=now + ONE_TIME_LINK_LASTS)
        )
        made.append(OneTimeSignIn(username=username, token=token))
    return made
