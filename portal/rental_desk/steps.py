"""From a form of the counter to the step that it asks for: one function for each noun in the address."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from starlette.datastructures import FormData

from portal.db.sessions import WriteSession
from portal.kernel.digits import to_ascii
from portal.kernel.errors import Refusal
from portal.kernel.money import parse_yuan
from portal.kernel.msgid import msgid
from portal.loans.model import Loan
from portal.rental_desk import money, service, store
from portal.rental_desk.rules import SubsidyRule, valid_rules
from portal.rental_desk.service import At
from portal.requests.rules import lines
from portal.stock.content import Checklists
from portal.stock.model import Item
from portal.web.csrf import whole_number

UNKNOWN = msgid("No device has this number or sticker. Look at the number on it, or bind the sticker first.")
WORDS = {
    "confirmation": "confirm",
    "rejection": "reject",
    "no-show": "no_show",
    "cancellation": "withdraw",
    "placing": "place",
    "settlement": "settle",
}


class Counter:
    """The steps, with what they look up: checklists, and the subsidy rules."""

    def __init__(self, checklists: Checklists, subsidies: tuple[SubsidyRule, ...]) -> None:
        self.checklists = checklists
        self.subsidies = subsidies
        self.nouns: Mapping[str, Callable[[WriteSession, Loan, At, FormData], None]] = {
            "preparation": self._prepare,
            "handover": self._hand_over,
            "return": self._take_back,
            "extension": self._extend,
            "shortening": self._shorten,
            "swap": self._swap,
            "loss": self._lose,
            "transfer": self._transfer,
            "ledger": self._ledger,
            "reversal": self._reverse,
            "subsidy": self._grant,
            "subsidy-return": self._take_back_subsidy,
        }

    def knows(self, noun: str) -> bool:
        return noun in WORDS or noun in self.nouns

    def take(self, session: WriteSession, loan: Loan, desk: At, noun: str, typed: FormData) -> None:
        """Raises `Refusal` with a plain answer; the caller undoes what was begun."""
        desk = on_its_day(desk, typed)
        if noun in WORDS:
            note = lines(_text(typed, "why"))
            service.step(session, loan, WORDS[noun], desk, version=whole_number(typed, "version"), note=note)
        else:
            self.nouns[noun](session, loan, desk, typed)
        session.flush()

    def checks(self, kind: str, device_class: str) -> list[Mapping[str, str]]:
        lists = self.checklists
        return lists.for_handing_over(device_class) if kind == "out" else lists.for_taking_back(device_class)

    def _prepare(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        service.prepare(session, loan, item_in(session, typed), desk, version=whole_number(typed, "version"))

    def _hand_over(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        service.hand_over(
            session,
            loan,
            item_in(session, typed),
            desk,
            version=whole_number(typed, "version"),
            checklist=self._seen("out", loan, typed),
            note=_text(typed, "note"),
        )

    def _take_back(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        service.take_back(session, loan, desk, checklist=self._seen("in", loan, typed), note=_text(typed, "note"))

    def _seen(self, kind: str, loan: Loan, typed: FormData) -> dict[str, bool]:
        checks = self.checks(kind, loan.terms.device_class)
        return {one["zh"]: f"check-{number}" in typed for number, one in enumerate(checks)}

    def _extend(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        version = whole_number(typed, "version")
        service.extend(session, loan, _day(typed, "end"), desk, version=version, why=_text(typed, "why"))

    def _shorten(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        service.shorten(session, loan, _day(typed, "end"), desk, version=whole_number(typed, "version"))

    def _swap(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        version = whole_number(typed, "version")
        service.swap(session, loan, item_in(session, typed), desk, version=version, why=_text(typed, "why"))

    def _lose(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        service.lose(session, loan, desk, why=_text(typed, "why"))

    def _transfer(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        service.transfer(session, loan, desk, version=whole_number(typed, "version"), why=_text(typed, "why"))

    def _ledger(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        kind, means, fen = _text(typed, "kind"), _text(typed, "means"), parse_yuan(_text(typed, "yuan"))
        if kind not in money.TYPED or means not in money.MEANS:
            raise Refusal(msgid("Please choose what the money is for, and how it was paid."))
        if fen is None:
            raise Refusal(msgid("Please type an amount in yuan, like 300."))
        money.add(session, loan, kind, fen, desk, means=means, reason=_text(typed, "reason"))

    def _reverse(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        money.reverse(session, loan, _text(typed, "receipt"), desk, reason=_text(typed, "reason"))

    def _grant(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        money.grant(session, loan, self._rule(typed, desk), desk)

    def _take_back_subsidy(self, session: WriteSession, loan: Loan, desk: At, typed: FormData) -> None:
        money.take_back(session, loan, desk, reason=_text(typed, "reason"))

    def _rule(self, typed: FormData, desk: At) -> SubsidyRule:
        programme = _text(typed, "programme")
        found = next((rule for rule in valid_rules(self.subsidies, desk.today) if rule.programme == programme), None)
        if found is None:
            raise Refusal(msgid("This subsidy does not run now."))
        return found


def item_in(session: WriteSession, typed: FormData) -> Item:
    """The item that was scanned, chosen or typed."""
    found = store.item_by(session, _text(typed, "item"))
    if found is None:
        raise Refusal(UNKNOWN)
    return found


def on_its_day(desk: At, typed: FormData) -> At:
    """The counter on the day on which it happened: today, or the one that stands on the printed list."""
    return desk.on(_day(typed, "on") if _text(typed, "on") else None)


def _text(typed: FormData, name: str) -> str:
    return cast("str", typed.get(name, "") if isinstance(typed.get(name, ""), str) else "").strip()


def _day(typed: FormData, name: str) -> date:
    try:
        return date.fromisoformat(to_ascii(_text(typed, name)))
    except ValueError:
        raise Refusal(msgid("Please type the day like 2026-12-25.")) from None
