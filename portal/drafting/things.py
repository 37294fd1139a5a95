"""Forms that were begun and not sent, as "My things" shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from fastapi import Request
from sqlalchemy import select

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.drafting import unused
from portal.drafting.model import PAPER, Answers, Draft
from portal.drafting.people import for_another
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.messages import outbox
from portal.offline import papers
from portal.privacy.things import Consent, Thing
from portal.representation.rules import ENROLMENTS
from portal.storage.keeping import Uploads

LOOKUP = "draft.phone"


class DraftThings:
    """Drafts of every kind; `kinds` names the title and the path of each service."""

    kind = "draft"

    def __init__(self, kinds: Mapping[str, tuple[str, str]], uploads: Uploads) -> None:
        """`uploads` holds the photos."""
        self._kinds, self._uploads = kinds, uploads

    def of_phone(self, session: ReadSession, phone: str, keyring: Keyring) -> Sequence[Thing]:
        mine = Draft.phone_lookup.in_(keyring.lookups(phone, LOOKUP)), Draft.sent_at.is_(None)
        rows = session.scalars(select(Draft).where(*mine).order_by(Draft.id.desc()))
        return [self._thing(session, row) for row in rows if row.service in self._kinds]

    def begun_by(self, session: ReadSession, numbers: Sequence[int]) -> Sequence[Thing]:
        """Half filled in, for somebody else; what a desk takes down for a caller is no helper's."""
        open_ones = Draft.id.in_(numbers), Draft.sent_at.is_(None), Draft.channel == "online"
        rows = session.scalars(select(Draft).where(*open_ones).order_by(Draft.id.desc()))
        return [replace(self._thing(session, row), as_helper=True) for row in rows if for_another(row.answers)]

    def facts(self, request: Request, session: ReadSession, number: int) -> Mapping[str, object]:
        del request
        found = _found(session, number)
        return {
            "what": self._kinds[found.service][0],
            "begun": found.created_at.astimezone(LOCAL),
            "erased by itself": found.expires_at.astimezone(LOCAL),
            "answers": _texts(found.answers),
        }

    def erase(self, session: WriteSession, number: int, *, at: datetime) -> bool:
        """A draft promises nothing yet, so it can always go."""
        found = _found(session, number)
        pictures = [photo.sha256 for photo in found.photos]
        session.delete(found)
        outbox.forget(session, f"{self.kind}:{number}")
        unused.drop_after_commit(session, self._uploads, pictures, at=at)
        return True

    def set_consent(self, session: WriteSession, number: int, consent: Consent, *, at: datetime) -> None:
        """What was typed for a senior who says no is erased."""
        if consent == "revoked":
            self.erase(session, number, at=at)

    def _thing(self, session: ReadSession, row: Draft) -> Thing:
        # A form of one course or trip is named by its number; it stands on no list, but a no ends it too.
        title, path = self._kinds.get(row.service, ("", ""))
        senior = row.answers.get("senior", {})
        return Thing(
            kind=self.kind,
            number=row.id,
            title=title,
            state=msgid("Begun, not sent yet"),
            senior=str(senior.get("name", "")),
            as_helper="helper" in row.answers,
            at=row.updated_at,
            path=f"{path}/apply",
            purpose=row.service if row.service in self._kinds else ENROLMENTS,
            also=papers.behind_draft(session, row.id, row.created_at) if row.channel == PAPER else (),
        )


def _texts(answers: Answers) -> list[str]:
    """What was typed in words; what was only ticked stands on the form itself."""
    typed = [value for given in answers.values() for value in given.values()]
    return [value for value in typed if isinstance(value, str) and not value.isascii()] + [
        value for value in typed if isinstance(value, str) and value.isdigit()
    ]


def _found(session: ReadSession, number: int) -> Draft:
    found = session.get(Draft, number)
    if found is None:
        raise NotFound
    return found
