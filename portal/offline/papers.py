"""How other rooms know that something came on a paper form, and on which."""

from datetime import datetime

from sqlalchemy import select

from portal.db.sessions import ReadSession
from portal.offline.model import PaperForm

# What the key of something that was keyed in from a sheet begins with; its serial comes next.
PAPER = "paper:"


def subject_of(serial: str) -> str:
    """As the audit trail names a sheet, and whoever looks at its scans."""
    return f"paper_form:{serial}"


def behind_key(submit_key: str) -> tuple[str, ...]:
    """The sheet on which somebody stood who was keyed in under this key."""
    return (subject_of(submit_key.split(":")[1]),) if submit_key.startswith(PAPER) else ()


def behind_draft(session: ReadSession, number: int, created_at: datetime) -> tuple[str, ...]:
    """The sheet that was keyed in as this draft; a draft that only has the number of an older one came on none."""
    same = PaperForm.draft_id == number, PaperForm.used_at == created_at
    return tuple(subject_of(serial) for serial in session.scalars(select(PaperForm.serial).where(*same)))
