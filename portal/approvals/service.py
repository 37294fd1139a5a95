"""Making a link to approve by, and releasing with it."""

from datetime import datetime

from sqlalchemy import update

from portal.approvals import store
from portal.db.sessions import WriteSession
from portal.kernel.digits import only_digits
from portal.kernel.errors import NotFound, Refusal, Stale
from portal.messages import outbox
from portal.people import audit, passwords
from portal.people.doors import Staff, staff_of
from portal.people.model import StaffMember
from portal.publishing.model import Publication
from portal.publishing.rules import IN_REVIEW
from portal.publishing_desk import service as desk_service
from portal.publishing_desk.model import ApprovalLink
from portal.publishing_desk.rules import APPROVAL_LINK_LASTS
from portal.publishing_desk.store import working_document


def make(
    session: WriteSession, desk: desk_service.Desk, row: Publication, *, approver: StaffMember, by: Staff, key: bytes
) -> str:
    """The token of a new link; only for an urgent text that waits for its second reader."""
    desk_service.may_work_on(desk, row, by)
    if not desk.kind.is_urgent(working_document(row)) or row.work_state != IN_REVIEW:
        raise Refusal("Only an urgent text that waits for its second reader is released by a link.")
    if approver.id in {row.written_by, by.id}:
        raise Refusal("Nobody releases their own text. Please ask a second person.")
    now = desk.clock.now()
    link = ApprovalLink(
        publication_id=row.id,
        row_version=row.version,
        approver_id=approver.id,
        made_by=by.id,
        expires_at=(now + APPROVAL_LINK_LASTS).replace(microsecond=0),
    )
    session.add(link)
    session.flush()  # gives the number that is signed
    audit.record(
        session,
        at=now,
        actor=by.username,
        action=f"{row.kind}.link_made",
        subject=f"{row.kind}:{row.id}",
        detail={"for": approver.username, "version": row.version, "by message": approver.phone is not None},
    )
    return store.signed(link, key)


def send(session: WriteSession, link_number: int, *, address: str, to: str, at: datetime) -> None:
    """The link as a text message, at night too; nobody at the desk of messages can read it."""
    outbox.put(
        session,
        key=f"approval:{link_number}",
        phone=to,
        template="approval_link",
        facts={"address": address},
        at=at,
        urgent=True,
        subject="approval",
    )


def release(
    session: WriteSession, desk: desk_service.Desk, row: Publication, link: ApprovalLink, *, typed_code: str
) -> bool:
    """Release the text if the code is of the person whom the link is for; False where it is not.

    The link names the person and the text, but whoever wrote the text has had it in hand: so the second person shows
    that it is them by the code of their own code app.
    """
    approver = session.get(StaffMember, link.approver_id)
    if approver is None or approver.disabled_at is not None:
        raise NotFound
    now = desk.clock.now()
    step = passwords.code_step(
        approver.totp_secret, only_digits(typed_code), now=now, last_step=approver.totp_last_step
    )
    if step is None:
        return False
    if row.version != link.row_version:
        raise Stale
    approver.totp_last_step = step
    used = session.execute(
        update(ApprovalLink).where(ApprovalLink.id == link.id, ApprovalLink.used_at.is_(None)).values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise NotFound
    desk_service.take(session, desk, row, "release", version=link.row_version, by=staff_of(approver))
    return True
