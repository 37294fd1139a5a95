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
# Search engines read 50,000 addresses of a map; the lists need a few.
MOST_IN_MAP = 49_900
EVENTS = ("course", "sports_event", "tour")
EVENT_FOLDERS = {"courses": "course", "sports": "sports_event", "tours": "tour"}
# Of what staff write, this stays inside: who is on a list of ours, and what is for the desk only.
INSIDE = ("review_by", "source")
