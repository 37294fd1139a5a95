"""From a draft to a request, in one transaction."""

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.db.sessions import WriteSession
from portal.db.types import Keyring
from portal.drafting.model import Draft
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal
from portal.kernel.reference import new_reference
from portal.offline import links
from portal.representation import service as representing
from portal.representation.rules import RELATION_OF_HELPER, VALID
from portal.requests import store
from portal.requests.kinds import RequestKind
from portal.requests.model import Party, ServiceRequest
from portal.requests.rules import new_receipt_code


def submit(session: WriteSession, draft: Draft, kind: RequestKind, *, keyring: Keyring, at: datetime) -> ServiceRequest:
    """The request of this draft: made now, or the one that was made when it was sent before."""
    known = store.by_submit_key(session, draft.submit_key)
    if known is not None:
        return known
    try:
        with session.begin_nested():
            made = _made(session, draft, kind, keyring=keyring, at=at)
            session.add(made)
            session.flush()  # the unique key decides here which of two that arrive together is the one
    except IntegrityError:
        known = store.by_submit_key(session, draft.submit_key)
        if known is not None:
            return known
        if kind.already is None:
            raise
        raise Refusal(kind.already) from None
    _ask_the_senior(session, made, keyring=keyring, at=at)
    # The request holds them now; kept twice, they would have to be erased twice.
    draft.sent_at, draft.answers, draft.phone_lookup = at, {}, None
    return made


def _ask_the_senior(session: WriteSession, made: ServiceRequest, *, keyring: Keyring, at: datetime) -> None:
    """Whoever applies for another acts by a record, which the senior is told of; until the yes it only waits."""
    senior, helper = made.party("senior"), made.party("helper")
    if senior is None or helper is None or helper.phone is None:
        return
    acting = representing.Acting(
        senior_name=senior.name,
        senior_phone=senior.phone,
        helper_name=helper.name,
        helper_phone=helper.phone,
        relation=RELATION_OF_HELPER.get(helper.relation or "", helper.relation or "relative"),
        purposes=[made.service],
    )
    found = representing.ask(session, acting, keyring=keyring, at=at, today=at.astimezone(LOCAL).date())
    if found.state == VALID:
        helper.consent_state = "verified"


def _made(session: WriteSession, draft: Draft, kind: RequestKind, *, keyring: Keyring, at: datetime) -> ServiceRequest:
    reference = new_reference(secrets.randbelow)
    made = kind.model(
        reference=reference,
        submit_key=draft.submit_key,
        draft_id=draft.id,
        town=kind.town(draft.answers),
        channel=draft.channel,
        code=links.mint(session, f"/track/{reference}", at=at),
        receipt_code=new_receipt_code(secrets.randbelow),
        created_at=at,
    )
    made.parties = [
        Party(
            role=party.role,
            name=party.name,
            phone=party.phone,
            phone_lookup=keyring.lookup(party.phone, "party.phone") if party.phone else None,
            relation=party.relation,
        )
        for party in kind.parties(draft.answers)
    ]
    kind.fill(made, draft.answers)
    kind.complete(session, made, draft.answers)
    made.begin(draft.answers, at=at)
    return made
