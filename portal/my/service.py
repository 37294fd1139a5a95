"""Sending a code, and recognising whoever types it."""

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import select, update

from portal.db.base import Base
from portal.db.lookups import to_keep
from portal.db.sessions import WriteSession
from portal.db.types import Keyring
from portal.db.upsert import insert
from portal.kernel.language import Language
from portal.messages import outbox
from portal.my.model import ResidentPhone, SignInCode
from portal.my.rules import A_DAY, CODE_DIGITS, CODE_LASTS, MOST_TRIES, wait_before_next

RESIDENT_PHONE = Base.metadata.tables[ResidentPhone.__tablename__]
PHONE, CODE = "resident_phone.phone", "sign_in_code.code"


def send_code(
    session: WriteSession, phone: str, *, language: Language, keyring: Keyring, at: datetime
) -> SignInCode | timedelta:
    """A code on its way to this phone, known or not, or how long to wait: the same is done for every phone."""
    owner = held(session, phone, keyring=keyring, at=at)
    recent = SignInCode.phone_id == owner.id, SignInCode.created_at > at - A_DAY
    wait = wait_before_next(session.scalars(select(SignInCode.created_at).where(*recent)).all(), now=at)
    if wait is not None:
        return wait
    code = str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)
    made = SignInCode(
        phone_id=owner.id, code_hash=_hashes(keyring, owner, code)[0], created_at=at, expires_at=at + CODE_LASTS
    )
    session.add(made)
    session.flush()  # gives the number that the message's key names
    outbox.put(
        session,
        key=f"sign-in-code:{made.id}",
        phone=phone,
        template="sign_in_code",
        facts={"code": code},
        language=language,
        at=at,
        urgent=True,
        subject="sign-in",
    )
    return made


def recognise(
    session: WriteSession, number: int | None, typed: str, *, keyring: Keyring, at: datetime
) -> ResidentPhone | None:
    """The phone whose code this is, or None; each try is counted in the row, so that many at once cannot outrun it."""
    live = SignInCode.tries < MOST_TRIES, SignInCode.used_at.is_(None), SignInCode.expires_at > at
    counted = update(SignInCode).where(SignInCode.id == (number or 0), *live).values(tries=SignInCode.tries + 1)
    counts = session.scalar(counted.returning(SignInCode.id)) is not None
    # Where none counts another is looked at all the same, so that time does not tell.
    newest = select(SignInCode).order_by(SignInCode.id.desc()).limit(1)
    code = session.get(SignInCode, number, populate_existing=True) if counts else session.scalar(newest)
    is_right = code is not None and any(
        compare_digest(code.code_hash, one) for one in _hashes(keyring, code.phone, typed)
    )
    if code is None or not counts or not is_right:
        return None
    code.used_at = at
    return code.phone


def held(session: WriteSession, phone: str, *, keyring: Keyring, at: datetime) -> ResidentPhone:
    """The row of this phone, held until the transaction ends, so that two that ask at once are counted one by one."""
    row = {"phone": phone, "phone_lookup": to_keep(session, ResidentPhone.phone_lookup, phone), "created_at": at}
    session.execute(insert(session, RESIDENT_PHONE).on_conflict_do_nothing(), row)
    theirs = ResidentPhone.phone_lookup.in_(keyring.lookups(phone, PHONE))
    return session.scalars(select(ResidentPhone).where(theirs).with_for_update()).one()


def _hashes(keyring: Keyring, owner: ResidentPhone, code: str) -> list[str]:
    """Under each key, the newest first."""
    return keyring.lookups(f"{owner.id}:{code}", CODE)
