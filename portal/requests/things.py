"""Requests as "My things" shows them."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from fastapi import Request
from sqlalchemy import select

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.drafting import unused
from portal.drafting.model import PAPER
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.messages import outbox
from portal.offline import papers
from portal.people import visits
from portal.privacy.things import Consent, Thing
from portal.requests.applying import rows_of
from portal.requests.kinds import RequestKind
from portal.requests.model import Party, ServiceRequest
from portal.requests.rules import new_receipt_code
from portal.storage.keeping import Uploads

ERASED = "－"


class RequestThings:
    """Every kind of request."""

    kind = "request"

    def __init__(self, kinds: Mapping[str, RequestKind], uploads: Uploads) -> None:
        """`uploads` holds the photos."""
        self._kinds, self._uploads = kinds, uploads

    def of_phone(self, session: ReadSession, phone: str, keyring: Keyring) -> Sequence[Thing]:
        mine = Party.phone_lookup.in_(keyring.lookups(phone, "party.phone")), Party.consent_state != "revoked"
        rows = session.scalars(
            select(ServiceRequest).join(Party).where(*mine).distinct().order_by(ServiceRequest.id.desc())
        )
        return [self._thing(session, row, phone) for row in rows]

    def begun_by(self, session: ReadSession, numbers: Sequence[int]) -> Sequence[Thing]:
        """What was sent always has the phone of whoever sent it."""
        del session, numbers
        return ()

    def facts(self, request: Request, session: ReadSession, number: int) -> Mapping[str, object]:
        found = _found(session, number)
        kind = self._kinds[found.service]
        return {
            "what": kind.title,
            "reference": found.reference,
            "state": found.state_name,
            "received": found.created_at.astimezone(LOCAL),
            "people": [{"name": party.name, "phone": party.phone} for party in found.parties],
            **{str(row["label"]): row["text"] for row in rows_of(request, kind, found.revisions[-1].answers)},
            "what happened": [
                {
                    "at": event.at.astimezone(LOCAL),
                    "event": found.life.sentence(event.event),
                    "said": event.note["lines"],
                }
                for event in found.events
            ],
        }

    def erase(self, session: WriteSession, number: int, *, at: datetime) -> bool:
        """Steps and dates stay, since they are the record of public work; names, phones, answers and photos go."""
        found = _found(session, number)
        if not found.is_over:
            return False
        for party in found.parties:
            party.name, party.phone, party.phone_lookup = ERASED, None, None
        for revision in found.revisions:
            revision.answers = {}
        for event in found.events:
            event.note = {"lines": []}
        pictures = [*(photo.sha256 for photo in found.draft.photos), *found.pictures()]
        found.draft.photos.clear()
        found.forget()
        found.receipt_code = new_receipt_code(secrets.randbelow)
        outbox.forget(session, f"{self.kind}:{number}")
        unused.drop_after_commit(session, self._uploads, pictures, at=at)
        return True

    def set_consent(self, session: WriteSession, number: int, consent: Consent, *, at: datetime) -> None:
        del at
        found = _found(session, number)
        helper = found.party("helper")
        if helper is not None:
            helper.consent_state = consent
        if consent == "revoked":
            # The helper has held the receipt, so its code opens nothing any more; the senior is told a new one.
            found.receipt_code = new_receipt_code(secrets.randbelow)
            # A tab that still shows the form would send it again, and be led to the request.
            visits.withdraw_from_all(session, "draft", found.draft_id)

    def _thing(self, session: ReadSession, row: ServiceRequest, phone: str) -> Thing:
        senior, helper = row.party("senior"), row.party("helper")
        own = senior is not None and senior.phone == phone and not (helper is not None and helper.phone == phone)
        return Thing(
            kind=self.kind,
            number=row.id,
            title=self._kinds[row.service].title,
            state=row.state_name,
            senior=senior.name if senior else "",
            as_helper=not own,
            at=row.created_at,
            path=f"/requests/{row.reference}",
            purpose=row.service,
            is_asked=True,
            also=papers.behind_draft(session, row.draft_id, row.draft.created_at) if row.channel == PAPER else (),
        )


def _found(session: ReadSession, number: int) -> ServiceRequest:
    found = session.get(ServiceRequest, number)
    if found is None:
        raise NotFound
    return found
