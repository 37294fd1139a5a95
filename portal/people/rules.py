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
    "administrator": msgid("looks after the accounts"),
}
ROLES = tuple(ROLE_NAMES)
SHORTEST_PASSWORD = 12
ABSOLUTE_LIMIT = timedelta(hours=12)
IDLE_LIMIT = timedelta(minutes=30)
ONE_TIME_LINK_LASTS = timedelta(hours=24)
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 30
TRIES_WINDOW_SECONDS = 600
