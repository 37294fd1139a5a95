"""Made-up people whose names and phones must not be read by whoever gave no reason, with a thing of every kind."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import cast

from fastapi import FastAPI
from sqlalchemy import select

from portal.db.sealing import Keyring
from portal.drafting.model import Draft
from portal.enrolments import entering
from portal.fraud_help.model import FraudReport
from portal.loans.model import LedgerLine, Loan
from portal.privacy.model import DataWish
from portal.requests import service as requests
from portal.stock.model import FaultReport, Item, Label
from portal.web.sessions import writing
from tests.support.applying import applied_at_once
from tests.support.enrolling import a_form, an_intake
from tests.support.people import BOOKING, DAUGHTER, Typed
from tests.support.portal import NOW
from tests.support.visitor import Visitor

NAME, HELPER, PHONE, OTHER, ADDRESS = "金丝雀甲", "金丝雀乙", "15412345678", "15487654321", "金丝雀巷7号"
CANARIES = (NAME, HELPER, PHONE, OTHER, "15412345678", "154 1234 5678", "154 8765 4321", ADDRESS)
PEOPLE: dict[str, Typed] = {
    "senior": {"name": NAME, "birth_year": "1948", "phone": PHONE},
    "helper": {"name": HELPER, "phone": OTHER, "told": "yes"},
    "address": {"village": "500101018001", "address": ADDRESS},
}
RECEIPT = "1234512345"
KIN = json.dumps({"name": NAME, "kin": HELPER, "relation": "child", "wants": "想知道"})


def lived(app: FastAPI, visitor: Visitor) -> dict[str, str]:
    """A case, a loan with a receipt, a place, reports and a wish; gives the numbers by which staff find them."""
    case = applied_at_once(visitor, DAUGHTER | PEOPLE)
    visitor.forget()
    keyring = app.state.database.keyring
    with writing(app.state.database) as session:
        draft = borrowing(keyring, "123412341234")
        session.add(draft)
        session.flush()
        kind = app.state.request_kinds["loans"]
        loan = cast("Loan", requests.submit(session, draft, kind, keyring=keyring, at=NOW))
        item = session.scalars(select(Item).limit(1)).one()
        loan.ledger.append(
            LedgerLine(kind="deposit_in", fen=100, means="cash", reason="", receipt=RECEIPT, by="zhan", at=NOW)
        )
        intake = an_intake(session, now=NOW)
        form = a_form(intake, key="one", phone=PHONE)
        person = replace(form.people[0], name=NAME)
        form = replace(form, people=[person], helper_name=HELPER, helper_phone=OTHER)
        place = entering.sign_up(session, form, intake, keyring=keyring, at=NOW)
        session.add_all(
            [
                DataWish(kind="correction", phone=PHONE, wish=f"{NAME}写错了", created_at=NOW),
                FraudReport(submit_key="one", way="phone", said="有人说的", contact=PHONE, created_at=NOW),
                FaultReport(item_id=item.id, kind="fault", words="坏了", phone=PHONE, at=NOW),
                Label(code="2P76H", made_at=NOW),
            ]
        )
        kin = DataWish(kind="next_of_kin", phone=PHONE, wish=KIN, created_at=NOW)
        session.add(kin)
        session.flush()
        day, number = intake.begins_at.date().isoformat(), str(intake.id)
        return {
            "case": case,
            "loan": loan.reference,
            "place": place.reference,
            "intake": number,
            "day": day,
            "item": item.number,
            "kin": str(kin.id),
        }


def borrowing(keyring: Keyring, code: str) -> Draft:
    return Draft(
        service="loans",
        submit_key=code,
        resume_code=code,
        resume_lookup=keyring.lookup(code, "draft.resume_code"),
        answers={"device": {"device": "manual-wheelchair"}, **BOOKING, **PEOPLE},
        phone_lookup=keyring.lookup(OTHER, "draft.phone"),
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW + timedelta(days=9),
    )
