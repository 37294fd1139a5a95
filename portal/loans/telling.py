"""What the family is told of a loan, in the same transaction as the step that it tells of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from portal.db.sessions import WriteSession
from portal.kernel.reference import group
from portal.loans.model import MOVED, Loan, WaitingPlace
from portal.loans.rules import REQUESTED
from portal.messages import outbox
from portal.requests.model import Party
from portal.stock.catalogue import Catalogue

REVOKED = "revoked"


@dataclass(frozen=True)
class Teller:
    """The names of devices and states as people hear them."""

    catalogue: Catalogue
    say: Callable[[str], str]

    def tell(self, session: WriteSession, loan: Loan, *, at: datetime) -> None:
        """To each who may know; where nobody has a phone, it stands on the call list of the counter."""
        session.flush()
        key = f"loan:{loan.id}:{loan.version}"
        place = session.get(WaitingPlace, loan.id)
        until = place.offer_until if place and place.closed_at is None and loan.state == REQUESTED else None
        if until is not None:
            self.put(session, loan, "loan_offered", key, at=at, until=say_day(until))
        else:
            self.put(session, loan, "request_changed", key, at=at, state=self.say(loan.state_name))

    def tell_moved(self, session: WriteSession, *, at: datetime) -> list[Loan]:
        """Everybody whose loan is in another state than before this transaction, whoever's step it was."""
        moved: dict[Loan, str] = session.info.pop(MOVED, {})
        told = [loan for loan, before in moved.items() if loan.state != before]
        for loan in told:
            self.tell(session, loan, at=at)
        return told

    def put(self, session: WriteSession, loan: Loan, template: str, key: str, *, at: datetime, **more: str) -> None:
        facts = {
            "what": str(self.catalogue.models[loan.terms.device].name["zh"]),
            "reference": group(loan.reference),
            **more,
        }
        for number, (phone, party) in enumerate(_reached(loan)):
            outbox.put(
                session,
                key=f"{key}:{number}",
                phone=phone,
                template=template,
                facts=facts | {"who": party.name},
                at=at,
                subject=f"request:{loan.id}",
            )


def _reached(loan: Loan) -> Iterator[tuple[str | None, Party]]:
    parties = [party for party in loan.parties if party.consent_state != REVOKED]
    found: dict[str | None, Party] = {party.phone: party for party in parties if party.phone}
    yield from (found or {None: parties[0]}).items()


def forget_moved(session: WriteSession) -> None:
    """A step that was refused and undone told nobody anything."""
    session.info.pop(MOVED, None)


def say_day(day: date) -> str:
    return f"{day.month}月{day.day}日"
