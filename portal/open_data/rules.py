"""What a publication is in the words of schema.org."""

TYPES = {
    "course": "Course",
    "sports_event": "SportsEvent",
    "tour": "TouristTrip",
    "fraud_warning": "SpecialAnnouncement",
    "device": "Product",
    "guide": "HowTo",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
VERSION = "1"
MOST_IN_FEED = 50
# Of a list for programs, how much stands in one answer; the next one's address stands there too.
MOST_IN_LIST = 200
# Of what has days, how many in a calendar: those that begin next, and those that have begun and still have days ahead.
MOST_AHEAD, MOST_BEGUN = 200, 100
# The longest place in a list has nineteen digits.
MOST_PLACE_DIGITS = 19
# Search engines read 50,000 addresses of a map; the lists need a few.
MOST_IN_MAP = 49_900
EVENTS = ("course", "sports_event", "tour")
EVENT_FOLDERS = {"courses": "course", "sports": "sports_event", "tours": "tour"}
# Of what staff write, this stays inside: who is on a list of ours, and what is for the desk only.
INSIDE = ("review_by", "source")
