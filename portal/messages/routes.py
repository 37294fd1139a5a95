"""Which way out is taken: the first that answers, and not one that is down or much slower than the other."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from portal.messages.gateways.parcel import Gateway

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0
SLOW_SECONDS = 3.0
SLOW_SHARE = 0.15
REMEMBERED = 20
FEWEST_TO_JUDGE = 5


@dataclass
class Way:
    """One gateway with what was seen of it lately."""

    gateway: Gateway
    failures: int = 0
    closed_until: float = 0.0
    seconds: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def is_slow(self) -> bool:
        slow = sum(1 for one in self.seconds if one > SLOW_SECONDS)
        return len(self.seconds) >= FEWEST_TO_JUDGE and slow >= SLOW_SHARE * len(self.seconds)


class Routes:
    """The ways in their order; asked from several threads. Moments are of a clock that only runs forward."""

    def __init__(self, gateways: Sequence[Gateway], *, open_seconds: float = OPEN_SECONDS) -> None:
        self._ways = [Way(gateway) for gateway in gateways]
        self._open_seconds = open_seconds
        self._lock = Lock()

    @property
    def carry_any_text(self) -> bool:
        return all(way.gateway.carries_any_text for way in self._ways)

    def choose(self, now: float, *, rather: str | None = None) -> Gateway | None:
        """A way that is open; `rather` names the one that may have a message already. None when all are down."""
        with self._lock:
            if rather is not None:
                known = next((way for way in self._ways if way.gateway.name == rather), None)
                return known.gateway if known and known.closed_until <= now else None
            is_open = [way for way in self._ways if way.closed_until <= now]
            quick = [way for way in is_open if not way.is_slow()]
            return next((way.gateway for way in quick or is_open), None)

    def saw(self, gateway: Gateway, *, good: bool, seconds: float, now: float) -> None:
        """Count an answer; after several failures in a row the way rests, then one try opens or closes it again."""
        with self._lock:
            way = next(way for way in self._ways if way.gateway is gateway)
            way.seconds.append(seconds)
            way.failures = 0 if good else way.failures + 1
            if way.failures >= FAILURES_TO_OPEN:
                way.closed_until = now + self._open_seconds

    def resting(self, now: float) -> list[str]:
        with self._lock:
            return [way.gateway.name for way in self._ways if way.closed_until > now]
