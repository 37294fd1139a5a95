"""What decides about a place: channels, states, who may come, and how a household stands in line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from portal.kernel.msgid import msgid

CHANNELS = ("online", "phone", "counter")
CHANNEL_NAMES = {"online": msgid("Online"), "phone": msgid("By phone"), "counter": msgid("At the counter")}
FIRST_COME, DRAW = "first_come", "draw"
METHODS = (FIRST_COME, DRAW)
WAITING, OFFERED, PLACED = "waiting", "offered", "placed"
CANCELLED, DECLINED, LAPSED, CALLED_OFF = "cancelled", "declined", "lapsed", "called_off"
STATES = (WAITING, OFFERED, PLACED, CANCELLED, DECLINED, LAPSED, CALLED_OFF)
# An offer holds its place until the deadline, so that it is never given twice.
HOLDING = frozenset({OFFERED, PLACED})
LIVE = frozenset({WAITING, OFFERED, PLACED})
STATE_NAMES = {
    WAITING: msgid("On the waiting list"),
    OFFERED: msgid("A place is kept for you"),
    PLACED: msgid("You have a place"),
    CANCELLED: msgid("Cancelled"),
    DECLINED: msgid("Place not taken"),
    LAPSED: msgid("The time to answer is over"),
    CALLED_OFF: msgid("It does not take place"),
}
# Of the family's agreement: they sign a form and bring it, and it was brought.
PAPER_DUE, PAPER_GIVEN = "paper_due", "paper_given"
EVENT_NAMES = {
    CANCELLED: msgid("Cancelled"),
    DECLINED: msgid("Place not taken"),
    LAPSED: msgid("The time to answer is over"),
    CALLED_OFF: msgid("It does not take place"),
    "accept": msgid("The place was taken"),
    "offer": msgid("A place was offered"),
    "place": msgid("A place was given"),
    "move": msgid("Moved to this class"),
}
# Why somebody was told that it cannot be.
REASON_NAMES = {
    "too_young": msgid("Too young"),
    "too_old": msgid("Too old"),
    "team_size": msgid("Team too small or too large"),
    "term_limit": msgid("Enough courses this term"),
    "already": msgid("Signed up already"),
    "closed": msgid("Signing up was closed"),
    "experience": msgid("Experience not said"),
    "companion": msgid("Nobody who comes along"),
    "family_consent": msgid("The family did not agree yet"),
    "other": msgid("Another reason"),
    "health": msgid("No agreement about health"),
}
ALREADY = msgid("This person is signed up already. To see the place: the number stands on the receipt.")
CLOSED = msgid("Signing up is not open any more. Please call us and ask what else there is.")
TOO_YOUNG = msgid(
    "This is for people aged %(age)s and over. Is the year of birth right? Somebody younger can come along "
    "as a helper: please call us."
)
TOO_OLD = msgid("This is for people up to %(age)s. Please call us: we look together for something that suits you.")
MOST_TOGETHER = 4
AGE_BANDS = ((0, 59), (60, 64), (65, 69), (70, 74), (75, 79), (80, 150))
HEALTH_KEPT_FOR = timedelta(days=183)
SPRING_ENDS = 7


@dataclass(frozen=True)
class Conditions:
    """Who may come to one thing, as data; each room says what its kind usually asks, and staff may change it."""

    age_from: int | None = None
    age_to: int | None = None
    # The day on which the age counts; none means the day on which it begins.
    age_on: date | None = None
    consent_from: int | None = None
    experience: bool = False
    health: bool = False
    companion_from: int | None = None
    term_limit: int | None = None
    team_from: int | None = None
    team_to: int | None = None

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Conditions":
        known = {name: kept[name] for name in cls.__dataclass_fields__ if kept.get(name) is not None}
        if isinstance(known.get("age_on"), str):
            known["age_on"] = date.fromisoformat(known["age_on"])
        return cls(**known)

    def kept(self) -> dict[str, Any]:
        """As it is kept in the database."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        found["age_on"] = self.age_on.isoformat() if self.age_on else None
        return found

    @property
    def is_team(self) -> bool:
        return self.team_to is not None


@dataclass(frozen=True)
class Unmet:
    """A rule that is not met, in words that say what to do."""

    reason: str
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def ages_on(birth_year: int, day: date) -> tuple[int, int]:
    """The ages that somebody born in this year may have on that day; the desk looks at the card on the day itself."""
    return day.year - birth_year - 1, day.year - birth_year


def age_unmet(conditions: Conditions, birth_year: int, begins: date) -> Unmet | None:
    """None unless this person is certainly too young or too old."""
    day = conditions.age_on or begins
    youngest, oldest = ages_on(birth_year, day)
    if conditions.age_from is not None and oldest < conditions.age_from:
        return Unmet(
            "too_young",
            TOO_YOUNG,
            {"age": conditions.age_from},
        )
    if conditions.age_to is not None and youngest > conditions.age_to:
        return Unmet(
            "too_old",
            TOO_OLD,
            {"age": conditions.age_to},
        )
    return None


def needs_consent(conditions: Conditions, birth_year: int, begins: date) -> bool:
    """Whether a family member must agree as well: whoever may have reached that age."""
    return conditions.consent_from is not None and ages_on(birth_year, begins)[1] >= conditions.consent_from


def needs_companion(conditions: Conditions, birth_year: int, begins: date) -> bool:
    return conditions.companion_from is not None and ages_on(birth_year, begins)[1] >= conditions.companion_from


def is_open(*, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    return opens_at <= now < closes_at


def will_take_place(*, holding: int, minimum: int) -> bool:
    return holding >= minimum


def shares(capacity: int, parts: Mapping[str, int]) -> dict[str, int]:
    """So many places for each channel; the parts say how they are divided, and what is left over goes online."""
    whole = sum(parts.values()) or 1
    found = {channel: capacity * parts.get(channel, 0) // whole for channel in CHANNELS}
    found["online"] += capacity - sum(found.values())
    return found


def offer_until(at: datetime, *, hours: int, begins: datetime) -> datetime:
    """The deadline of an offer; short before the beginning it is the beginning."""
    return min(at + timedelta(hours=hours), max(begins, at + timedelta(hours=1)))


def may_cancel(*, state: str, now: datetime, last_day: datetime) -> bool:
    """Until the day itself."""
    return state in LIVE and now < last_day


def band(age: int) -> str:
    """`60-64`, `80+`: how ages are counted in the numbers."""
    low, high = next((band for band in AGE_BANDS if band[0] <= age <= band[1]), AGE_BANDS[-1])
    return f"{low}+" if (low, high) == AGE_BANDS[-1] else f"{low}-{high}"


def health_until(last: date) -> date:
    """The day on which what was said about health is deleted."""
    return last + HEALTH_KEPT_FOR


def same_people(keys: Sequence[str]) -> bool:
    """Whether one person stands twice in one form."""
    return len(set(keys)) != len(keys)


def term_of(day: date) -> str:
    """`2026-autumn`: the half year in which something begins, which term limits count."""
    return f"{day.year}-{'spring' if day.month <= SPRING_ENDS else 'autumn'}"


def identity(name: str, birth_year: int, phone: str | None) -> str:
    """Who somebody is to us: name, year of birth, and the phone by which they are reached."""
    return f"{name}|{birth_year}|{phone or ''}"


def likeness(birth_year: int, phone: str | None) -> str | None:
    """What two have in common who may be one person under two names."""
    return f"{phone}|{birth_year}" if phone else None
