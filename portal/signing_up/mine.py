"""Enrolments as "My things" shows them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from fastapi import Request
from sqlalchemy import delete

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.drafting.model import Draft
from portal.enrolments import store
from portal.enrolments.entering import new_receipt_code, phone_lookups
from portal.enrolments.model import Enrolment, Participant
from portal.enrolments.rules import EVENT_NAMES, PAPER_DUE, PAPER_GIVEN
from portal.kernel.clock import LOCAL
from portal.messages import outbox
from portal.offline import papers
from portal.privacy.things import Consent, Thing
from portal.representation.rules import ENROLMENTS
from portal.signing_up.forms import CONSENTS, EXPERIENCE

ERASED = "－"


class EnrolmentThings:
    """Places in courses, sports events and tours."""

    kind = "enrolment"

    def of_phone(self, session: ReadSession, phone: str, keyring: Keyring) -> Sequence[Thing]:
        lookups = phone_lookups(keyring, phone)
        return [self._thing(row, lookups) for row in store.under_phone(session, lookups)]

    def begun_by(self, session: ReadSession, numbers: Sequence[int]) -> Sequence[Thing]:
        """What was sent always has the phone of whoever sent it."""
        del session, numbers
        return ()

    def facts(self, request: Request, session: ReadSession, number: int) -> Mapping[str, object]:
        del request
        found = store.enrolment(session, number)
        return {
            "what": found.intake.publication.text("zh").title,
            "reference": found.reference,
            "state": found.state_name,
            "received": found.created_at.astimezone(LOCAL),
            "people": [_person(person) for person in found.people],
            "helper": {"name": found.helper_name, "phone": found.helper_phone},
            "what happened": [
                {"at": event.at.astimezone(LOCAL), "event": EVENT_NAMES[event.event]} for event in found.events
            ],
            "days of attendance": list(store.days_seen(session, found)),
        }

    def erase(self, session: WriteSession, number: int, *, at: datetime) -> bool:
        """Names, phones and answers go; year of birth and attendance stay in the numbers, which name nobody."""
        found = store.enrolment(session, number)
        if found.is_live and found.intake.ends_on >= at.astimezone(LOCAL).date():
            return False
        for person in found.people:
            person.name, person.phone, person.phone_lookup = ERASED, None, None
            person.person_key, person.alike_key = f"erased {person.id}", None
            person.answers, person.health = {}, None
        _without_helper(found)
        _drop_form(session, found)
        outbox.forget(session, f"{self.kind}:{number}")
        found.erased_at = at
        return True

    def set_consent(self, session: WriteSession, number: int, consent: Consent, *, at: datetime) -> None:
        """After a no nothing that the helper knows opens it: not their phone, and not the code on the receipt."""
        del at
        if consent == "revoked":
            found = store.enrolment(session, number)
            _without_helper(found)
            # Its form holds only the helper by now; sent again from a tab, it would lead to the receipt.
            _drop_form(session, found)

    def _thing(self, row: Enrolment, lookups: Collection[str]) -> Thing:
        own = next((person for person in row.people if person.phone_lookup in lookups), None)
        return Thing(
            kind=self.kind,
            number=row.id,
            title=row.intake.publication.text("zh").title,
            state=row.state_name,
            senior=(own or row.first).name,
            as_helper=row.helper_phone_lookup in lookups,
            at=row.created_at,
            path=f"/enrolments/{row.reference}",
            purpose=ENROLMENTS,
            also=papers.behind_key(row.submit_key),
        )


def _person(person: Participant) -> dict[str, object]:
    experience = dict(EXPERIENCE).get(str(person.answers.get("experience")))
    return {
        "name": person.name,
        "birth_year": person.birth_year,
        "phone": person.phone,
        "experience": experience,
        "companion": person.answers.get("companion"),
        "family_consent": dict(CONSENTS).get(PAPER_DUE if person.consent == PAPER_GIVEN else person.consent),
        "health_note": person.health,
    }


def _without_helper(found: Enrolment) -> None:
    found.helper_name = found.helper_phone = found.helper_phone_lookup = None
    found.receipt_code = new_receipt_code()


def _drop_form(session: WriteSession, found: Enrolment) -> None:
    session.execute(delete(Draft).where(Draft.submit_key == found.submit_key))
