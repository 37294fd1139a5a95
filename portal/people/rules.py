"""Roles, and how long a sign-in lasts."""

from datetime import timedelta

from portal.kernel.msgid import msgid

TOWN_DESK = "town_desk"
ROLE_NAMES = {
    "editor": msgid("writes"),
    "reader": msgid("reads first"),
    "publisher": msgid("releases"),
    "case_worker": msgid("works on applications"),
    TOWN_DESK: msgid("desk of a town"),
    "station": msgid("lends devices at a station"),
    "administrator": msgid("looks after the accounts"),
    "street_reviewer": msgid("looks through home modifications for the street"),
    "assessor": msgid("visits homes"),
    "planner": msgid("draws up plans for homes"),
    "approver": msgid("approves for the district"),
    "works": msgid("writes down the works"),
    "acceptor": msgid("looks at finished works"),
    "finance": msgid("pays subsidies"),
    "supervisor": msgid("leads the desks"),
}
ROLES = tuple(ROLE_NAMES)
SHORTEST_PASSWORD = 12
ABSOLUTE_LIMIT = timedelta(hours=12)
IDLE_LIMIT = timedelta(minutes=30)
ONE_TIME_LINK_LASTS = timedelta(hours=24)
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 30
TRIES_WINDOW_SECONDS = 600
