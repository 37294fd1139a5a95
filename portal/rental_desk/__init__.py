"""The counter of a station: handing over, taking back, cleaning, money, and what the day brings."""
