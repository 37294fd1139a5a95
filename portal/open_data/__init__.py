"""Out to the world: feeds, calendars, open data and the map for search engines."""
