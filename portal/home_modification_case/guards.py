"""What must be true before a step, each condition under the name that the table calls it by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from portal.home_modification_case.rules import APPEAL_DAYS, MOST_CHANGES
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.requests.rules import FAMILY

if TYPE_CHECKING:
    from portal.home_modification_case.model import HomeModification


@dataclass(frozen=True)
class Asked:
    """A step that somebody wants to take now."""

    case: "HomeModification"
    actor: str
    note: Sequence[str]
    at: datetime

    def did(self, *events: str) -> bool:
        """Whether the same person took one of these steps before."""
        return any(event.event in events and event.actor == self.actor for event in self.case.events)

    def happened(self, name: str) -> int:
        return sum(event.event == name for event in self.case.events)


@dataclass(frozen=True)
class Guard:
    """A condition, and what is said where it does not hold."""

    holds: Callable[[Asked], bool]
    says: str


def _senior_speaks(asked: Asked) -> bool:
    return asked.actor != FAMILY or not (asked.case.is_consent_verified and asked.case.has_helper)


def _another_after_appeal(asked: Asked) -> bool:
    return not asked.case.appealed or not asked.did("refuse")


def _plan_adds_up(asked: Asked) -> bool:
    case, lines = asked.case, asked.case.lines_now
    sums = (
        sum(line.cost_fen for line in lines),
        sum(line.subsidy_fen for line in lines),
        sum(line.own_fen for line in lines),
    )
    return (
        bool(lines)
        and sums == (case.cost_fen, case.subsidy_fen, case.own_fen)
        and all(line.cost_fen == line.subsidy_fen + line.own_fen for line in lines)
        and _within_cap(asked)
    )


def _within_cap(asked: Asked) -> bool:
    return asked.case.subsidy_fen is not None and asked.case.subsidy_fen <= (asked.case.cap_fen or 0)


def _after_photos(asked: Asked) -> bool:
    shown = {file.item_no for file in asked.case.files if file.purpose == "after"}
    return {line.item_no for line in asked.case.lines_now} <= shown


def _appeal_open(asked: Asked) -> bool:
    closed = asked.case.closed_at
    return not asked.case.appealed and closed is not None and asked.at <= closed + timedelta(days=APPEAL_DAYS)


def _within_warranty(asked: Asked) -> bool:
    until = asked.case.warranty_until
    return until is not None and asked.at.astimezone(LOCAL).date() <= until


def _paid_within_approved(asked: Asked) -> bool:
    case = asked.case
    paid, approved, cap = case.paid_fen, case.approved_fen, case.cap_fen
    return None not in (paid, approved, cap) and bool(case.receipt_no) and (paid or 0) <= (approved or 0) <= (cap or 0)


GUARDS: Mapping[str, Guard] = {
    "something_named": Guard(lambda asked: bool(asked.note), msgid("Please write at least one line.")),
    "asked_once": Guard(
        lambda asked: not asked.happened("ask"),
        msgid("Everything missing is asked for once. A second time is for the supervisor, with the reason."),
    ),
    "consent_verified": Guard(
        lambda asked: asked.case.is_consent_verified,
        msgid("Speak with the senior first and record that they agree."),
    ),
    "identity_seen": Guard(lambda asked: asked.case.identity_seen, msgid("Record first that the identity was seen.")),
    "group_known": Guard(
        lambda asked: bool(asked.case.group_code), msgid("Record first which group the household belongs to.")
    ),
    "other_named": Guard(
        lambda asked: bool(asked.case.merged_into), msgid("Please type the number of the request that goes on.")
    ),
    "another_after_appeal": Guard(
        _another_after_appeal, msgid("The family asked that somebody else looks. Another person must decide.")
    ),
    "visit_booked": Guard(
        lambda asked: asked.case.visit_now is not None, msgid("Please set a day for the visit first.")
    ),
    "ability_known": Guard(lambda asked: bool(asked.case.ability), msgid("Please fill in the visit form first.")),
    "before_photos": Guard(
        lambda asked: any(file.purpose == "before" for file in asked.case.files),
        msgid("Please add at least one photo of how it is before the works."),
    ),
    "plan_adds_up": Guard(
        _plan_adds_up, msgid("The plan does not add up, or is over the cap. Please look at the plan again.")
    ),
    "senior_speaks": Guard(
        _senior_speaks, msgid("The senior has to say this themselves. Tell us your wish, and we call them.")
    ),
    "changes_left": Guard(
        lambda asked: asked.happened("change") < MOST_CHANGES,
        msgid("The plan was changed three times already. Please call us; we come and talk about it."),
    ),
    "not_the_reviewer": Guard(
        lambda asked: not asked.did("pass", "accept"),
        msgid("You have looked through it before. Another person must approve it."),
    ),
    "within_cap": Guard(_within_cap, msgid("The subsidy is over the cap.")),
    "budget_free": Guard(
        lambda asked: (asked.case.budget_left or 0) >= (asked.case.subsidy_fen or 0) and bool(asked.case.budget_left),
        msgid("The budget of this year is not enough for it."),
    ),
    "appeal_open": Guard(
        _appeal_open, msgid("Somebody else can look once, within 60 days. Please call us about anything further.")
    ),
    "builder_known": Guard(lambda asked: bool(asked.case.builder), msgid("Please name the builder first.")),
    "after_photos": Guard(_after_photos, msgid("Please add a photo after the works for each item of the plan.")),
    "not_the_assessor": Guard(
        lambda asked: not asked.did("report"),
        msgid("You made the visit. Another person must look at the works."),
    ),
    "opinion_heard": Guard(
        lambda asked: bool(asked.case.opinion), msgid("Please write down what the household thinks of the works.")
    ),
    "not_paid_yet": Guard(lambda asked: asked.case.paid_on is None, msgid("The money was paid before.")),
    "paid_already": Guard(lambda asked: asked.case.paid_on is not None, msgid("The money was not paid yet.")),
    "paid_within_approved": Guard(
        _paid_within_approved, msgid("The amount is over what was approved, or the receipt number is missing.")
    ),
    "not_the_approver": Guard(
        lambda asked: not asked.did("approve"), msgid("You have approved it. Another person must pay.")
    ),
    "within_warranty": Guard(_within_warranty, msgid("The warranty is over. Please call us.")),
    "helper_there": Guard(lambda asked: asked.case.has_helper, msgid("There is no helper on this request.")),
    "held": Guard(lambda asked: asked.case.hold_until is not None, msgid("It does not rest now.")),
    "not_held": Guard(lambda asked: asked.case.hold_until is None, msgid("It rests now; let it go on first.")),
    "not_extended": Guard(
        lambda asked: not asked.case.extra_days, msgid("It was extended once; a second time is not possible.")
    ),
}
