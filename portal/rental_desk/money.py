"""The ledger of a loan and the yearly account of a person: lines are added, none is changed."""

import csv
import secrets
from collections import Counter
from datetime import date
from pathlib import Path

from sqlalchemy import update

from portal.db.sessions import WriteSession
from portal.db.upsert import insert
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.kernel.reference import new_reference
from portal.loans.model import LedgerLine, Loan, SubsidyAccount
from portal.loans.rules import CLOSED
from portal.rental_desk.rules import SubsidyRule, subsidy
from portal.rental_desk.service import At

MEANS = {"cash": msgid("Cash"), "station": msgid("By the station's own means"), "none": msgid("No money changed hands")}
NAMES = {
    "deposit_in": msgid("Deposit taken"),
    "deposit_out": msgid("Deposit given back"),
    "deduct": msgid("Kept back from the deposit"),
    "rent": msgid("Rent"),
    "subsidy": msgid("Subsidy"),
    "subsidy_back": msgid("Subsidy taken back"),
    "waiver": msgid("Deposit waived"),
}
TYPED = ("deposit_in", "waiver", "rent", "deduct", "deposit_out")


def add(  # each fact of a line is named by its caller
    session: WriteSession,
    loan: Loan,
    kind: str,
    fen: int,
    desk: At,
    *,
    means: str = "cash",
    reason: str = "",
    programme: str | None = None,
) -> LedgerLine:
    """A line; raises `Refusal` where it would give back more than was taken, or take more than was agreed."""
    _alone(session, loan)
    if fen <= 0:
        raise Refusal(msgid("Please type an amount above zero."), field="yuan")
    owed = loan.deposit_fen - loan.total("deposit_in") - loan.total("waiver")
    if kind in {"deposit_in", "waiver"} and fen > owed:
        raise Refusal(msgid("That is more than the deposit that is still to be paid."), field="yuan")
    if kind in {"deposit_out", "deduct"} and fen > loan.deposit_held:
        raise Refusal(msgid("That is more than the station still holds of the deposit."), field="yuan")
    if kind in {"deposit_out", "deduct"} and loan.is_out:
        raise Refusal(msgid("The device is still out. The deposit is settled when it is back."), field="yuan")
    if kind in {"deduct", "waiver"} and not reason.strip():
        raise Refusal(msgid("Please write why."), field="reason")
    line = LedgerLine(
        kind=kind,
        fen=fen,
        means=means,
        reason=reason,
        programme=programme,
        receipt=new_reference(secrets.randbelow),
        by=desk.actor,
        at=desk.now,
    )
    loan.ledger.append(line)
    session.flush()
    return line


def reverse(session: WriteSession, loan: Loan, receipt: str, desk: At, *, reason: str) -> LedgerLine:
    """A line against a line that was a mistake: both stay, and their sum is nothing."""
    _alone(session, loan)
    line = next((one for one in mendable(loan) if one.receipt == receipt), None)
    if line is None:
        raise Refusal(msgid("This line cannot be taken back, or it was already. Please look at the newest state."))
    if not reason.strip():
        raise Refusal(msgid("Please write why."), field="reason")
    if line.kind == "deposit_in" and line.fen > loan.deposit_held:
        raise Refusal(msgid("The deposit was given back or kept back already. First take that line back."))
    if line.kind == "rent" and loan.total("subsidy") > loan.total("subsidy_back"):
        raise Refusal(msgid("A subsidy was granted for this rent. First take the subsidy back."))
    against = LedgerLine(
        kind=line.kind,
        fen=line.fen,
        means=line.means,
        reason=reason,
        programme=None,
        receipt=new_reference(secrets.randbelow),
        reverses=line.receipt,
        by=desk.actor,
        at=desk.now,
    )
    loan.ledger.append(against)
    session.flush()  # the key that lets a line be taken back once speaks now
    return against


def mendable(loan: Loan) -> list[LedgerLine]:
    """Lines that a person typed and that no other line took back, while the loan is not settled."""
    if loan.state == CLOSED:
        return []
    return [
        line for line in loan.ledger if line.kind in TYPED and not line.reverses and line.receipt not in loan.taken_back
    ]


def grant(session: WriteSession, loan: Loan, rule: SubsidyRule, desk: At) -> LedgerLine:
    """As much subsidy as rate and cap leave for the rent that was paid; the account's own check has the last word."""
    if not rule.is_valid(desk.today):
        raise Refusal(msgid("This subsidy does not run now."))
    _alone(session, loan)
    account = _account(session, loan.person, rule.programme, desk.today.year, cap_fen=rule.cap_fen)
    fen = subsidy(
        rent_fen=loan.total("rent"),
        granted_fen=loan.total("subsidy") - loan.total("subsidy_back"),
        rate_bp=rule.rate_bp,
        used_fen=account.used_fen,
        cap_fen=rule.cap_fen,
    )
    if fen == 0:
        raise Refusal(msgid("Nothing more can be granted: the rent is covered, or the year's limit is reached."))
    _use(session, account, fen)
    return add(session, loan, "subsidy", fen, desk, means="none", programme=rule.programme)


def granted(loan: Loan) -> list[LedgerLine]:
    """The subsidies that were not taken back since; whoever takes back takes back all of them."""
    found: list[LedgerLine] = []
    for line in loan.ledger:
        if line.kind == "subsidy":
            found.append(line)
        if line.kind == "subsidy_back":
            found.clear()
    return found


def take_back(session: WriteSession, loan: Loan, desk: At, *, reason: str) -> list[LedgerLine]:
    """All that was granted for this loan goes back to the accounts that it came from."""
    _alone(session, loan)
    sums: Counter[tuple[str, int]] = Counter()
    for line in granted(loan):
        sums[line.programme or "", line.at.astimezone(LOCAL).year] += line.fen
    if not sums:
        raise Refusal(msgid("No subsidy was granted for this loan."))
    if not reason.strip():
        raise Refusal(msgid("Please write why."), field="reason")
    lines = []
    for (programme, year), fen in sorted(sums.items()):
        _use(session, _account(session, loan.person, programme, year, cap_fen=0), -fen)
        lines.append(add(session, loan, "subsidy_back", fen, desk, means="none", reason=reason, programme=programme))
    return lines


def _alone(session: WriteSession, loan: Loan) -> None:
    """The book as it is now, and nobody else writes into it until the end of this transaction.

    Always before the account, so that two who write for one person never wait for each other.
    """
    session.refresh(loan, with_for_update={"key_share": True})


def _account(session: WriteSession, person: str, programme: str, year: int, *, cap_fen: int) -> SubsidyAccount:
    """Alone with it until the end of this transaction; a cap that has risen within the year is its cap from now on."""
    row = {"person": person, "programme": programme, "year": year, "cap_fen": cap_fen, "used_fen": 0}
    session.execute(insert(session, SubsidyAccount).values(row).on_conflict_do_nothing())
    found = session.get(SubsidyAccount, (person, programme, year), populate_existing=True, with_for_update=True)
    if found is None:
        raise LookupError(person)
    found.cap_fen = max(found.cap_fen, cap_fen)
    session.flush()
    return found


def _use(session: WriteSession, account: SubsidyAccount, fen: int) -> None:
    key = SubsidyAccount.person == account.person, SubsidyAccount.programme == account.programme
    session.execute(
        update(SubsidyAccount)
        .where(*key, SubsidyAccount.year == account.year)
        .values(used_fen=SubsidyAccount.used_fen + fen)
    )
    session.refresh(account)


def load_rules(file: Path) -> tuple[SubsidyRule, ...]:
    """Read `subsidies.csv`; a rule without source is not read at all."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        SubsidyRule(
            programme=row["programme"],
            name={"zh": row["name_zh"], "en": row["name_en"]},
            rate_bp=int(row["rate_bp"]),
            cap_fen=int(row["cap_fen_per_year"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]),
            is_sample=bool(row["sample"]),
            source=row["source"],
        )
        for row in rows
        if row["source"]
    )
