"""Families at the portal: they apply, and they sign in with the code that their phone received."""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from portal.messages.model import Message
from tests.support.applying import applied_at_once
from tests.support.html import Page
from tests.support.people import DAUGHTER, Typed
from tests.support.visitor import Visitor

Answers = dict[str, Typed]


def application(**people: Typed) -> Answers:
    """The daughter's application, with these pages filled in differently."""
    return DAUGHTER | people


def applied(visitor: Visitor, answers: Answers) -> str:
    """Send it and give its number."""
    return applied_at_once(visitor, answers)


def last_message(app: FastAPI, template: str) -> Message:
    with app.state.database.reader() as session:
        found: Message | None = session.scalar(
            select(Message).where(Message.template == template).order_by(Message.id.desc())
        )
    assert found is not None, f"Nobody was sent {template}."
    return found


def sign_in(visitor: Visitor, app: FastAPI, phone: str) -> Page:
    """Phone, code, and the page that follows."""
    visitor.fill_in(visitor.open("/my"), {"phone": phone}, form="/my/code")
    code: Any = last_message(app, "sign_in_code").facts["code"]
    return visitor.follow(visitor.fill_in(visitor.open("/my/code"), {"code": str(code)}, form="/my/sign-in"))
