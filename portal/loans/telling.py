"""What the family is told of a loan, in the same transaction as the step that it tells of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.db.sessions import WriteSession
from portal.kernel.reference import group
from portal.loans.catalogue import Catalogue
from portal.loans.model import Loan
from portal.messages import outbox
from portal.requests.model import Party

REVOKED = "revoked"


@dataclass(frozen=True)
class Teller:
    """The names of devices and states as people hear them."""

    catalogue: Catalogue
    say: Callable[[str], str]

    def tell(self, session: WriteSession, loan: Loan, *, at: datetime) -> None:
        """To each who may know; where nobody has a phone, it stands on the call list of the counter."""
        session.flush()
        facts = {
            "what": str(self.catalogue.models[loan.terms.device].name["zh"]),
            "state": self.say(loan.state_name),
            "reference": group(loan.reference),
        }
        parties = [party for party in loan.parties if party.consent_state != REVOKED]
        reached: dict[str | None, Party] = {party.phone: party for party in parties if party.phone}
        reached = reached or {None: parties[0]}
        for number, (phone, party) in enumerate(reached.items()):
            outbox.put(
                session,
                key=f"loan:{loan.id}:{loan.version}:{number}",
                phone=phone,
                template="request_changed",
                facts=facts | {"who": party.name},
                at=at,
                subject=f"request:{loan.id}",
            )
