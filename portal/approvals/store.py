"""Links by which somebody may release without signing in."""

from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest, digest

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.publishing_desk.model import ApprovalLink

PARTS = 2


def signed(link: ApprovalLink, key: bytes) -> str:
    """The number of the link and a signature over all that it allows."""
    return f"{link.id}.{_signature(link, key)}"


def open_link(session: ReadSession, token: str, keys: Sequence[bytes], *, now: datetime) -> ApprovalLink:
    """The link of this token; raises `NotFound` for one that is not ours, was used or is too old."""
    parts = token.split(".")
    if len(parts) != PARTS or not (parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 10):  # noqa: PLR2004
        raise NotFound
    link = session.get(ApprovalLink, int(parts[0]))
    if link is None or not any(compare_digest(parts[1].encode(), _signature(link, key).encode()) for key in keys):
        raise NotFound
    if link.used_at is not None or link.expires_at <= now:
        raise NotFound
    return link


def _signature(link: ApprovalLink, key: bytes) -> str:
    allowed = (link.id, link.publication_id, link.row_version, link.approver_id, int(link.expires_at.timestamp()))
    signature = digest(key, ("approve\0" + "\0".join(map(str, allowed))).encode(), "sha256")
    # Eighty bits in sixteen letters: with five tries and a code beside it that is plenty, and it goes by text message.
    return b32encode(signature[:10]).decode()
