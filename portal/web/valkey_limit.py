"""Counts tries in a Valkey (or Redis) that all processes share; in the database while it is away."""

import logging
from datetime import datetime
from time import monotonic

from valkey import Valkey
from valkey.backoff import NoBackoff
from valkey.exceptions import ValkeyError
from valkey.retry import Retry

from portal.kernel.errors import TooMany
from portal.web.rate_limit import InDatabase, counted

# Somebody waits at the sign-in: what does not answer at once is not asked again for a while.
WAIT_SECONDS = 0.3
REST_SECONDS = 5.0
log = logging.getLogger("portal")


class InValkey:
    """The same as `InDatabase`, with keys that end by themselves."""

    def __init__(self, url: str, database: InDatabase) -> None:
        self._database = database
        # Asked twice at most, since a connection that was kept open may have died in the meantime.
        self._valkey = Valkey.from_url(
            url, socket_connect_timeout=WAIT_SECONDS, socket_timeout=WAIT_SECONDS, retry=Retry(NoBackoff(), 1)
        )
        self._away = False
        self._rests_until = 0.0

    def hit(self, key: str, *, limit: int, seconds: int, now: datetime) -> None:
        one = counted(self._database.hidden(key), seconds, now)
        hits = self._one_more(f"portal:tries:{seconds}:{one.window}:{one.key}", seconds)
        if hits is None:
            self._database.hit(key, limit=limit, seconds=seconds, now=now)
        elif hits > limit:
            raise TooMany(one.left)

    def _one_more(self, name: str, seconds: int) -> int | None:
        """None while it is away; said once when it goes, and once when it is back."""
        if monotonic() < self._rests_until:
            return None
        try:
            with self._valkey.pipeline(transaction=True) as at_once:
                at_once.set(name, 0, ex=seconds, nx=True)
                at_once.incr(name)
                hits = int(at_once.execute()[1])  # type: ignore[no-untyped-call]  # it comes without types
        except (ValkeyError, OSError) as problem:
            self._rests_until = monotonic() + REST_SECONDS
            if not self._away:
                log.warning("Valkey is away, tries are counted in the database: %s", type(problem).__name__)
            self._away = True
            return None
        if self._away:
            log.warning("Valkey is back, tries are counted there again")
            self._away = False
        return hits
