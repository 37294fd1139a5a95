"""Roles, and how long a sign-in lasts."""

from datetime import timedelta

TOWN_DESK = "town_desk"
ROLES = ("editor", "reader", "publisher", "case_worker", TOWN_DESK, "administrator")
SHORTEST_PASSWORD = 12
ABSOLUTE_LIMIT = timedelta(hours=12)
IDLE_LIMIT = timedelta(minutes=30)
ONE_TIME_LINK_LASTS = timedelta(hours=24)
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 30
TRIES_WINDOW_SECONDS = 600
